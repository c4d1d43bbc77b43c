"""The table of the kinds of question: what can be asked of a class is a row of it.

A question may come from anybody's browser: :func:`question_of` takes only what the page would take from its link.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from playground.features.contents import parts
from playground.language import Language, _, enumerated, rendered
from playground.lessons.own_question import lines, unfolded

from .claims import Claims
from .curve import Curve
from .kind import WHY, Kind
from .links import names_in
from .question import Question
from .refusal import Refused

KINDS: Mapping[str, Kind] = {
    each.name: each for each in (Claims(), Curve(), *(part.KIND for part in parts("question")))
}
"""By name, in the order in which they are offered; a feature's is the ``KIND`` of its part "question"."""
CLAIMS, CURVE = Claims.name, Curve.name
ASK, SAY = "ask", "say"
"""Names in a link that are no settings: a teacher's question and claims."""
_ABOUT = {name: nothing for each in KINDS.values() for name, nothing in each.about.items()}


def kind_of(question: Question) -> Kind:
    """The kind of a question."""
    return KINDS[question.kind]


def question_of(data: Any) -> Question:
    """The question in an unchecked :func:`as_json`, without the settings that the page can't use.

    Raises
    ------
    Refused
        If it can't be asked.
    """
    match data:
        case {"page": str(page), "settings": str(settings), "kind": str(kind)}:
            pass
        case _:
            raise Refused(_("This is not a question: it needs a page, settings and a kind."))
    if kind not in KINDS:
        *several, last = KINDS
        raise Refused(
            _(
                "{kind}: the kind of a question is {several} or {last}.",
                kind=repr(kind[:40]),
                several=enumerated(several),
                last=last,
            )
        )
    return KINDS[kind].question(page, settings, data)


def of_link(page: str, query: str, kind: str = CLAIMS) -> Question:
    """The question that a link asks; ``query``: what it has after its "?", a teacher's own question included."""
    link = names_in(query)
    own = {"text": unfolded(link.get(ASK, "")), "claims": lines(unfolded(link.get(SAY, "")))}
    return question_of({"page": page, "settings": query, "kind": kind} | own | KINDS[kind].about_in(link))


def as_json(question: Question) -> dict[str, Any]:
    """A question as a dictionary for JSON."""
    written = vars(question) | {"claims": [*question.claims]}
    del written["about"]
    return written | _ABOUT | dict(question.about)


def of_json(data: Mapping[str, Any]) -> Question:
    """The question in an :func:`as_json` of our own."""
    about = tuple((name, data[name]) for name in KINDS[data["kind"]].about)
    claims, why = tuple(data["claims"]), data.get(WHY, False)
    return Question(data["page"], data["settings"], data["kind"], data["text"], claims, about, why)


def asked(question: Question, language: Language) -> tuple[str, list[str]]:
    """The question, and the claims to choose from; plain text if it is a lecturer's own, else in Markdown."""
    if question.text:
        return question.text, [*question.claims]
    text, claims = kind_of(question).asks(question)
    return rendered(text, language), [rendered(claim, language) for claim in claims]


def link_of(question: Question, more: Mapping[str, Any]) -> str:
    """The link to what a question is about, below the app's address; ``more``: what it adds."""
    query = "&".join(filter(None, [question.settings, urlencode(dict(question.about) | dict(more))]))
    return (question.page or "./") + (f"?{query}" if query else "")
