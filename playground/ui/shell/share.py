"""Share: the link to what is on screen, as text, QR code and <iframe>, and a teacher's choices for a class."""

import base64
import html
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

import streamlit as st

from playground.language import _
from playground.language.labels import PLAY, PRESENT, RESET, SHARE, STEP
from playground.lessons.claims import MOST
from playground.lessons.own_question import LONGEST_CLAIM, what_is_cut
from playground.pages.page import Page
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls
from playground.ui.visit import course, speech
from playground.ui.visit.address import address, qr_code
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import for_class, presenting

from .menu import course_in_link
from .on_page import OnPage, features_on

CHANGED = "changed_in_fragment"
"""Session key: whether something of a feature in a fragment, such as this, has just changed the rest of the page."""
FILLS = "code_fills_the_screen"
"""Session key: whether the QR code fills the screen."""
IFRAME = '<iframe src="{address}" width="100%" height="620" style="border: 0" title="{title}"></iframe>'


def share(page: Page, controls: Controls) -> None:
    """The popover with everything that can be shared."""
    if st.session_state.pop(CHANGED, False):
        st.rerun()
    key = f"{controls.prefix}share"
    place = st.container(width="content", key="shared")
    name = say(SHARE)
    with place, st.popover(name, icon=":material/share:", width="content", help=name, key=key, on_change="rerun"):
        features = features_on(page, controls)
        if is_shared(controls):
            with st.container(horizontal=True, gap="xsmall"):
                for feature in features:
                    feature.begins_share()
        with st.expander(say(_("Prepare a lesson")), icon=":material/school:", key=f"{controls.prefix}prepare"):
            of_class = _prepare(controls, features)
            way = course_in_link(page)
        link, notes = _link(page, controls, of_class, way)
        for note in notes:
            st.markdown(say(note))
        for left_out in controls.not_in_link:
            st.markdown(say(left_out))
        st.markdown(say(_("**Link to exactly this**")))
        st.code(link, language=None, wrap_lines=True)
        # A code takes 0.1 s, which would delay every change of a setting while nobody looks at it.
        if st.session_state.get(key):
            code(link, 5)
        st.markdown(say(_("**To embed it in a page or a slide**")))
        st.code(iframe(link, say(page.title)), language=None, wrap_lines=True)


def code_button() -> None:
    """In Present: the button that fills the screen with the QR code, for a class to get the link."""
    st.button(
        say(_("QR code")),
        icon=":material/qr_code_2:",
        key="code",
        shortcut="Q",
        on_click=_fill_the_screen,
        args=(not fills_the_screen(),),
        wrap=False,
    )


def whole_code(page: Page, controls: Controls) -> None:
    """The QR code over the whole screen, if it is wanted; draw it outside the bar, which hides."""
    if fills_the_screen():
        with st.container(key="whole_code"):
            code(_link(page, controls, *_given(page, controls))[0], 12)
            st.button(say(_("Close")), key="code_close", shortcut="Esc", on_click=_fill_the_screen, args=(False,))


def fills_the_screen() -> bool:
    """Whether the QR code does."""
    return presenting() and bool(st.session_state.get(FILLS))


def _fill_the_screen(on: bool) -> None:
    st.session_state[FILLS] = on


def _given(page: Page, controls: Controls) -> list[str]:
    """The teacher's choices in the link that opened the page, and the course: a link that is forwarded keeps them."""
    return [controls.teacher.in_link, urlencode(course.of_page(page), safe=",:=")]


def is_shared(controls: Controls) -> bool:
    """Whether the visitor has it open."""
    return bool(st.session_state.get(f"{controls.prefix}share"))


def _link(page: Page, controls: Controls, *more: str) -> tuple[str, list[str]]:
    """The link to what is on screen, and notes on it; ``more``: what a teacher adds to its query string."""
    player: Player | None = st.session_state.get(f"{controls.prefix}player")
    there = player if player and player.present and not player.failed else None
    of_runs = [each.in_share(there) for each in features_on(page, controls)] if there else []
    parts = [*(part for part, _note in of_runs), *more]
    return address(page, controls.link, "&".join(filter(None, parts))), [note for _part, note in of_runs if note]


def code(link: str, scale: int) -> None:
    """Show the QR code of a link; ``scale`` as in :func:`qr_code`."""
    code = qr_code(link, scale)
    if code:
        # Not st.image: it has no alternative text, and blurs the edges.
        source = f"data:image/png;base64,{base64.b64encode(code).decode()}"
        said = say(_("The link as a QR code"))
        st.html(f'<img src="{source}" alt="{html.escape(said)}" style="max-width: 100%">')
    else:
        st.markdown(
            say(
                _(
                    "This link is too long for a QR code. A shorter question or fewer points of your own make it "
                    "shorter."
                )
            )
        )


def iframe(link: str, title: str) -> str:
    """The HTML that embeds a link in another page, without Streamlit's own toolbar."""
    embedded = f"{link}{'&' if urlsplit(link).query else '?'}embed=true"
    return IFRAME.format(address=html.escape(embedded), title=html.escape(title))


def _prepare(controls: Controls, features: Sequence[OnPage]) -> str:
    """A teacher's choices, as they appear in the link: what students keep, a question, whether it opens in Present."""
    given = controls.teacher  # forwarding a teacher's link keeps the teacher's choices
    only = st.toggle(
        say(_("Students keep only some controls")),
        bool(given.hidden),
        key=f"{controls.prefix}prepare_only",
        help=say(
            _(
                "Besides those that you choose, they have the menu, {play}, {step} and {reset}. Hidden settings keep "
                "their present values; only an experiment can change them, if you keep the list, and it says so.",
                play=PLAY,
                step=STEP,
                reset=RESET,
            )
        ),
    )
    keep = _kept(controls) if only else None
    question = st.text_input(
        say(_("Your own question")),
        given.question,
        key=f"{controls.prefix}prepare_ask",
        help=say(_("Shown in place of the experiment's question.")),
    )
    claims = ""
    if question:
        claims = st.text_area(
            say(_("Your own predictions, a line each")),
            "\n".join(given.claims),
            key=f"{controls.prefix}prepare_say",
            help=say(
                _(
                    "Up to {most}, of at most {letters} characters each. Students choose one of them; the page does "
                    "not judge it.",
                    most=MOST,
                    letters=LONGEST_CLAIM,
                )
            ),
            height="content",
        )
        for feature in features:
            feature.with_own_question(f"{controls.prefix}prepare_ask", f"{controls.prefix}prepare_say")
    for sentence in what_is_cut(
        question, claims
    ):  # a browser that is told the limit drops a longer text without a word
        st.markdown(f":red[{say(sentence)}]")
    large = st.toggle(
        say(_("Open in large type ({present})", present=PRESENT)), key=f"{controls.prefix}prepare_present"
    )
    return for_class(keep, question, large, claims)


def _kept(controls: Controls) -> Sequence[str]:
    """The controls that a teacher chooses for students to keep."""
    offered, given = controls.offered, controls.teacher
    own = controls.own
    labels = say({name: own[name] if name in own else offered.spec(name).label for name in given.names})
    chosen = f"{controls.prefix}prepare_chosen"
    before = st.session_state.get(chosen, [name for name in labels if given.hidden and given.keeps(name)])
    keep = st.multiselect(
        say(_("Controls that students keep")),
        list(labels),
        before,
        format_func=lambda name: labels[name],
        key=f"{controls.prefix}prepare_keep_{speech.language().code}",  # Streamlit identifies an option by its label
        placeholder=say(_("None")),
    )
    st.session_state[chosen] = keep
    return keep
