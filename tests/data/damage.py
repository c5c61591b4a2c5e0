"""Damaging bytes in the ways that disks, networks and strangers do."""

from hypothesis import strategies as st


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """``whole`` cut, lengthened, with bytes changed, or a piece repeated or removed."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        match draw(st.sampled_from(["cut", "set", "flip", "insert", "remove", "repeat"])):
            case "cut":
                del content[place:]
            case "set" if content:
                content[place] = draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]))
            case "flip" if content:
                content[place] ^= 1 << draw(st.integers(0, 7))
            case "insert":
                content[place:place] = draw(st.binary(max_size=8))
            case "remove":
                del content[place : place + draw(st.integers(1, 16))]
            case "repeat":
                content[place:place] = content[place : place + draw(st.integers(1, 64))]
    return bytes(content)
