"""Which signs can be printed: those of the fonts inside Typst, in every weight and slant, that stand by themselves.

Latin, Greek, Cyrillic, punctuation, arrows and common symbols. A sign outside would make the whole print fail, since a
tagged PDF may hold no empty glyph. Taken from the fonts' own tables; the tests typeset all of it.
"""

import re
import unicodedata

STAND_IN = "□"
_RANGES = """
a0-ac ae-1c3 1cd-1dd 1df-1e3 1e6-1ef 1f4-1f6 1f8-1f9 1fc-21f 221 224-241 243-245 249 24c-24d 250-2ff 375-377
37a-37d 37f 384-386 388-38a 38c 38e-3a1 3a3-3ce 3d0-3e1 3f0-45f 462-463 472-473 490-49b 4a2-4a5 4aa-4b3 4ba-4bb
4c0-4c4 4c7-4c8 4cb-4cc 4cf-4f9 510-511 51a-51d 1e00-1e9b 1e9e-1ef9 1f00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d
1f50-1f57 1f59 1f5b 1f5d 1f5f-1f70 1f72 1f74 1f76 1f78 1f7a 1f7c 1f80-1fb4 1fb6-1fba 1fbc-1fbd 1fbf-1fc4
1fc6-1fc8 1fca 1fcc-1fd2 1fd6-1fda 1fdd-1fe2 1fe4-1fea 1fec-1fed 1ff2-1ff4 1ff6-1ff8 1ffa 1ffc 1ffe 2002-200a
2010-2027 202f-2037 2039-203f 2042 2044-204b 204f 205f 2070-2071 2074-208e 2090-209c 20a0-20b5 20b8-20ba 20bd
20bf 2100-2103 2105-2106 2109 210c-210f 2111 2113 2115-2117 2119-211a 211c-211d 2120 2122 2124 2127 212e
2135-2139 2148 2150-2151 2153-2184 2189 2190-2220 2223-222d 2234-223d 2241-226b 226d-228b 228d-22a5 22b2-22b5
22b8 22c2-22c6 22cd-22d1 22da-22e9 22ef 2300-2306 2308-2315 2318-2319 231c-2321 2325-2328 232b 2335-237a 237d
2380-2383 2388-238b 2395 239b-23ae 23ce-23cf 23d3 2423 2500-2600 2605 2619 261b 261e 2627 262f 2638-2653
2660-2667 2669-266f 2695 2698 26a2-26a4 2767 27c2 27c5-27c6 27dc 27e0 27e6-27eb 27f5-27f7 2987-2988 2997-2998
29eb 29fa-29fb 2a00 2a2f 2a6a-2a6b 2b05-2b0d 2b12-2b1a fb01-fb02 fffd
"""
_ENDS = [(first, last or first) for first, _, last in (part.partition("-") for part in _RANGES.split())]
_CLASS = "".join(f"\\u{int(first, 16):04x}-\\u{int(last, 16):04x}" for first, last in _ENDS)
# Runs of what is in none of them.
UNPRINTABLE = re.compile(f"[^\\n\\t\\u0020-\\u007e{_CLASS}]+")
_INVISIBLE = {"Cc", "Cf"}
LONGEST_WORD = 40


def on_paper(text: str) -> str:
    """What the fonts can show: one □ for each run of signs they cannot; invisible signs are left out."""
    return UNPRINTABLE.sub(_stand_in, unicodedata.normalize("NFC", text))


def heading(text: str) -> str:
    """Never empty: screen readers go from heading to heading, and PDF/UA refuses one without words."""
    return breakable(on_paper(text)) if on_paper(text).strip() else STAND_IN


def breakable(text: str, *, longest: int = LONGEST_WORD) -> str:
    """With places, invisible ones, where a word may break that would run over the edge of the sheet."""
    return re.sub(rf"\S{{{longest}}}(?=\S)", lambda word: f"{word[0]}\u200b", text)


def _stand_in(run: re.Match[str]) -> str:
    return STAND_IN if any(unicodedata.category(sign) not in _INVISIBLE for sign in run[0]) else ""
