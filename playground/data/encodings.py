"""Decodes a file that a visitor uploads: its encoding is told from its bytes, and the visitor may choose another."""

from itertools import islice

from playground.language import _

ENCODINGS: dict[str, str] = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": _("{encoding}, Simplified Chinese", encoding="GB18030"),
    "big5hkscs": _("{encoding}, Traditional Chinese", encoding="Big5"),
    "cp932": _("{encoding}, Japanese", encoding="Shift JIS"),
    "cp949": _("{encoding}, Korean", encoding="EUC-KR"),
    "cp1252": _("{encoding}, Western European", encoding="Windows-1252"),
    "cp1250": _("{encoding}, Central European", encoding="Windows-1250"),
    "cp1251": _("{encoding}, Cyrillic", encoding="Windows-1251"),
}
"""What each encoding is called, by Python's name for it."""

_MOST_LOOKED_AT = 10_000
"""Characters that are not ASCII."""
_COMMON = range(0xB0, 0xD8)
"""First bytes of the 3,755 common characters in GB 2312."""


def encoding_of(given: bytes) -> str:
    """Tell the encoding, a name in :data:`ENCODINGS`.

    A byte order mark says it, and text that is valid UTF-8 is hardly ever anything else. What is left is taken for
    Chinese or for Western European, as spreadsheets on Windows save it. A table has too few words for detectors such
    as charset-normalizer, which goes by the frequency of letters: it takes "été" for Cyrillic, and 猫 for Korean. But a
    pair of accented letters, or one with the letter after it, makes a rare Chinese character at best, whereas at least
    half of the characters in Chinese words are common ones.
    """
    if given.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        given.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030" if _is_chinese(given) else "cp1252"
    return "utf-8-sig"


def decoded(given: bytes, encoding: str) -> str:
    """The text; what the encoding does not allow is replaced by "�"."""
    return given.decode(encoding, errors="replace")


def _is_chinese(given: bytes) -> bool:
    try:
        text = given.decode("gb18030")
    except UnicodeDecodeError:
        return False
    foreign = list(islice((character for character in text if not character.isascii()), _MOST_LOOKED_AT))
    return 2 * sum(map(_is_common, foreign)) >= len(foreign)


def _is_common(character: str) -> bool:
    return character.encode("gb2312", errors="replace")[0] in _COMMON
