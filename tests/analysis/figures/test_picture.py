import struct

from analysis.figures import effects_figure
from tests.support.paired import make_comparison


def test_a_figure_shows_itself_in_a_notebook_without_pyplot() -> None:
    figure = effects_figure(make_comparison().effects())
    drawn = figure._repr_png_()  # type: ignore[attr-defined]
    assert drawn.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", drawn[16:24])
    assert (width, height) == tuple((100 * figure.get_size_inches()).astype(int))
