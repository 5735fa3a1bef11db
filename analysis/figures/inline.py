"""Figures as text that stands inside a page: no file beside it, no request."""

from base64 import b64encode
from io import BytesIO

from matplotlib.figure import Figure

from analysis.figures.settings import our_settings


@our_settings()
def data_uri(figure: Figure) -> str:
    """Write a figure as the address of an SVG image that holds itself, the same for the same figure.

    Parameters
    ----------
    figure : Figure
        What to write.

    Returns
    -------
    str
        Begins with "data:image/svg+xml;base64,"; letters are drawn as paths, so that they look the same everywhere.
    """
    buffer = BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml;base64," + b64encode(buffer.getvalue()).decode("ascii")
