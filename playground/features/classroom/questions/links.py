"""What a question can use of a page's link."""

from contextlib import suppress
from urllib.parse import urlencode

from playground.data import pack, unpack
from playground.pages import links
from playground.pages.contents import WITH_RUNS
from playground.pages.links import POINTS, has_own_points, settings_in

from .refusal import Refused


def names_in(query: str) -> dict[str, str]:
    """The values in an untrusted link, by name.

    Raises
    ------
    Refused
        If there are too many.
    """
    try:
        return links.names_in(query)
    except ValueError as error:
        raise Refused(*error.args) from None


def usable(page: str, query: str) -> str:
    """What a page can use of a link: the settings that it offers, and the points if it trains on them."""
    of, link = WITH_RUNS[page], names_in(query)
    given = settings_in(link, of)
    kept = {name: text for name, text in given.items() if not of.settings.read({name: text})[1]}
    chosen, _notes = of.settings.read(kept)
    points = {}
    if any(has_own_points(each) for each in chosen.values()) and POINTS in link:
        with suppress(ValueError):
            points[POINTS] = pack(unpack(link[POINTS]))
    return urlencode({of.prefix + name: text for name, text in kept.items()} | points)


def is_plain(text: str) -> bool:
    """Whether a text has only characters that may stand in a link."""
    return text.isascii() and text.isprintable()
