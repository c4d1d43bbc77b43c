"""A teacher's own question and what can be predicted about it: untrusted plain text, and how a link holds it."""

from playground.language import _

from .claims import MOST

LONGEST_QUESTION = 200
"""Characters of a teacher's own question."""
LONGEST_CLAIM = 80
"""Characters of what can be predicted about it."""
PUNYCODE = "xn--"
"""Before a text that is not written in ASCII: percent-encoded, each Chinese character would take nine letters."""
LONGEST_PUNYCODE = 2000
"""Letters; decoding takes time that grows with their square."""


def one_line(text: str, most: int = LONGEST_QUESTION) -> str:
    """The text on one line, without unprintable characters, cut to the length of a question."""
    return _printable(text)[:most]


def lines(text: str) -> list[str]:
    """What a teacher has written to choose from, a line each; neither more nor longer ones than there is room for.

    Without a full stop, since a sentence goes on after it.
    """
    claims = [one_line(line, LONGEST_CLAIM).rstrip(".。 ") for line in text.splitlines()]
    return [*filter(None, claims)][:MOST]


def what_is_cut(question: str, claims: str) -> list[str]:
    """A sentence for each text that is cut, and one if there are too many."""
    length, written = len(_printable(question)), [*filter(None, map(_printable, claims.splitlines()))]
    cut: list[str] = []
    if length > LONGEST_QUESTION:
        cut.append(
            _(
                "The question has {length:,} characters, and only the first {most} are shown: shorten it.",
                length=length,
                most=LONGEST_QUESTION,
            )
        )
    if len(written) > MOST:
        cut.append(
            _("There are {number:,} predictions, and only the first {most} are shown.", number=len(written), most=MOST)
        )
    for place, line in enumerate(written[:MOST], 1):
        if (length := len(line)) > LONGEST_CLAIM:
            cut.append(
                _(
                    "Prediction {place} has {length:,} characters, and only the first {most} are shown: shorten it.",
                    place=place,
                    length=length,
                    most=LONGEST_CLAIM,
                )
            )
    return cut


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def folded(text: str) -> str:
    """A teacher's text as it stands in a link."""
    plain = text.isascii() and not text.startswith(PUNYCODE)
    return text if plain else PUNYCODE + text.encode("punycode").decode()


def unfolded(text: str) -> str:
    """The text in a link; what is not in Punycode is taken as it is."""
    if not text.startswith(PUNYCODE) or len(text) > LONGEST_PUNYCODE:
        return text
    try:
        return text.removeprefix(PUNYCODE).encode().decode("punycode")
    except UnicodeError:
        return text
