"""Settings of matplotlib: figures are the same whatever a user's own settings say, and leave those as they are."""

from collections.abc import Iterator
from contextlib import contextmanager

from ecosystem.errors import EcosystemError, Fault


class DrawingError(EcosystemError, ImportError):
    """Matplotlib cannot be imported as it is set up."""


try:
    import matplotlib as mpl
except ValueError as error:
    remedy = "Mend or remove the file matplotlibrc (in this folder or your home), or unset MPLBACKEND."
    raise DrawingError(Fault("settings of matplotlib", f"cannot be read: {error}", remedy=remedy)) from error


@contextmanager
def our_settings() -> Iterator[None]:
    """Draw with matplotlib's defaults, letters of SVGs as paths, and the same bytes for the same figure.

    It decorates what makes or writes figures, since artists read settings when they are made and when they are drawn;
    a user's settings hold again afterwards.
    """
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rc("svg", hashsalt="web-ecosystem", fonttype="path")
        yield
