"""What the scripts of the parts beside a chart are given: the buttons of the runs, and the comment on them.

No Streamlit: whatever trains and shows runs elsewhere gives its page the same.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from playground.language import Language, _, rendered

from .tick import Said


class RunButton(NamedTuple):
    """A button of the runs.

    Attributes
    ----------
    what, arguments : the command, from :data:`~playground.ui.components.commands.COMMANDS`
    label, other_label : its text; the other one while the runs play, if that differs
    icon : a name from ``frontend/runs/run_buttons.js``
    help : what it does, in a sentence
    key, key_name : the browser's code of its keyboard shortcut, and the key's name on the button
    primary : whether it is the one to press first
    when : when it is shown: at an end of the runs, one of ``Tick.end``; while ``Tick.way`` is "from_the_start",
        "from_here" or "decided"; where something is advised, "advice", and then its text is ``Tick.advice``; where the
        visitor's prediction is not true, "wrong"; empty for always
    """

    what: str
    label: str
    icon: str
    help: str = ""
    arguments: Mapping[str, Any] = {}
    other_label: str = ""
    key: str = ""
    key_name: str = ""
    primary: bool = False
    when: str = ""


def buttons_data(runs: str, buttons: Sequence[RunButton], language: Language) -> dict[str, Any]:
    """What ``frontend/runs/run_buttons.js`` draws; ``runs``: the key of the live chart that shows the runs."""
    return {"runs": runs, "buttons": [rendered(each._asdict(), language) for each in buttons]}


def comment_data(
    runs: str | None,
    claims: Sequence[str],
    chosen: int | None,
    language: Language,
    *,
    letters: bool = False,
    said: Said | None = None,
    aside: bool = False,
) -> dict[str, Any]:
    """What ``frontend/runs/run_comment.js`` shows; see :func:`~playground.ui.components.run_buttons.run_comment`."""
    signs = [""] * len(claims) if aside else "ABCD" if letters else "1234"
    texts = {
        "claims": [*zip(signs, claims, strict=False)],
        "spoken": [_("You said: {claim}.", claim=claim) for claim in claims],
        "predict": [_("Predict “{claim}”", claim=claim) for claim in claims],  # in the list of keys
        "taken_back": _("Your prediction is taken back."),
        "group": _("Your prediction"),
    }
    return {
        "runs": runs,
        "aside": aside,
        "chosen": -1 if chosen is None else chosen,
        "said": rendered(said, language).shown if said else None,
        **rendered(texts, language),
    }
