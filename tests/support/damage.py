"""What happens to the bytes of a file: they are cut short, written over, lost or pushed apart."""

from collections.abc import Callable

from hypothesis import strategies as st


def _changed(kind: str, place: float, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        first = int(place * len(data))
        rest = {"cut": b"", "over": data[first + len(new) :], "lost": data[first + len(new) :], "apart": data[first:]}
        return data[:first] + (new if kind in {"over", "apart"} else b"") + rest[kind]

    return change


DAMAGES = st.builds(
    _changed,
    st.sampled_from(["cut", "over", "lost", "apart"]),
    st.floats(0.0, 1.0, exclude_max=True) | st.floats(0.95, 1.0, exclude_max=True),  # the end says what the rest is
    st.binary(min_size=1, max_size=20),
)
"""Functions that damage bytes."""
