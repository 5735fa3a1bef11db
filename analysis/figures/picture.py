"""Figures that a notebook shows of themselves: matplotlib leaves that to pyplot, which we do without."""

from io import BytesIO

from matplotlib.figure import Figure

from analysis.figures.settings import our_settings

_DOTS_PER_INCH = 100


class Picture(Figure):
    """A figure that is seen where it is the last line of a cell.

    Attributes
    ----------
    rest : str
        What its title does not hold of the finding.
    """

    rest = ""

    @our_settings()
    def _repr_png_(self) -> bytes:
        """Draw it for a notebook."""
        drawn = BytesIO()
        self.savefig(drawn, format="png", dpi=_DOTS_PER_INCH)
        return drawn.getvalue()
