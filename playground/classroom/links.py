"""What a page's link holds, however odd, without the page."""

from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlencode

from playground.data import pack, unpack
from playground.language import _
from playground.training import Recipe

from .pages import PAGES
from .refusal import Refused

POINTS = "points"
"""The name of a visitor's own points, which belong to no page."""
MOST_NAMES = 200


def names_in(query: str) -> dict[str, str]:
    """The values in an untrusted link, by name; the last one counts, as on a page."""
    try:
        return dict(parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_NAMES))
    except ValueError:
        raise Refused(_("A link can have at most {most} settings.", most=MOST_NAMES)) from None


def usable(page: str, query: str) -> str:
    """What a page can use of a link: the settings that it offers, and the points if it trains on them."""
    of, link = PAGES[page], names_in(query)
    given = {name: link[of.prefix + name] for name in of.settings.names if of.prefix + name in link}
    kept = {name: text for name, text in given.items() if not of.settings.read({name: text})[1]}
    chosen, _notes = of.settings.read(kept)
    points = {}
    if any(has_own_points(each) for each in chosen.values()) and POINTS in link:
        with suppress(ValueError):
            points[POINTS] = pack(unpack(link[POINTS]))
    return urlencode({of.prefix + name: text for name, text in kept.items()} | points)


def has_own_points(record: Any) -> bool:
    """Whether this record of a page trains on points of somebody's own."""
    return isinstance(record, Recipe) and record.has_own_points
