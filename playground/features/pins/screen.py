"""Pins on a page: runs that a visitor pins to compare them with others, restore their settings, or swap them in."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.charts import OtherLine
from playground.features.own_points import store as own_points
from playground.language import _, listed
from playground.lessons.lesson import Chosen, Lesson
from playground.pages.page import Page
from playground.pages.playground import PAGE as PLAYGROUND
from playground.training import Experiment, Moment, Recipe, Run, RunGroup, difference, numbered
from playground.training.difference import all_differences
from playground.training.formatting import beside, decimals
from playground.training.recipe import WHERE_IT_ENDS
from playground.training.scores import SCORES, error_in_words
from playground.ui.runs.player import Player
from playground.ui.runs.retraining import Training
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.shell.on_page import OnPage
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import embedded, presenting

from .look import PINNED_STYLES, pinned_line, thumbnail
from .pinned import MOST_PINS, Pinned
from .store import Pin, PinsInLink, compared_settings, keep, pin_beside, put_beside, remove, stored_pins
from .table import are_compared, table, table_key

_log = logging.getLogger(__name__)

PIN = "pin"
"""The name with which a prepared lesson keeps them."""
EVERY = timedelta(seconds=0.3)
"""Interval between two time slices of retraining; the page's other messages come in between."""

_SWAPPED = "pins_swapped"
"""Session key: the moment to be swapped in."""


class FeatureOnPage(OnPage):
    """The pins on the playground.

    Attributes
    ----------
    alone : whether no pin plays beside the current run, both from the beginning
    compared : whether the curve of the current run stands beside pinned ones
    follows : whether the table is open
    """

    def __init__(self, page: Page, controls: Controls) -> None:
        super().__init__(page, controls)
        self._key = f"{controls.prefix}pin"
        self._place: DeltaGenerator | None = None
        """Container for the progress of pins from a link, while they are retrained."""

    @classmethod
    def is_on(cls, page: Page) -> bool:
        """On the playground alone."""
        return page is PLAYGROUND

    @classmethod
    def parts_of_link(cls, page: Page) -> Sequence[PartOfLink]:
        """All pins."""
        return [PinsInLink()]

    @classmethod
    def kept(cls, page: Page) -> Mapping[str, str]:
        """The button, and what comes of it."""
        return {PIN: _("Pin")}

    @property
    def alone(self) -> bool:
        return pin_beside() is None

    @property
    def compared(self) -> bool:
        return bool(stored_pins()) and self.alone

    @property
    def follows(self) -> bool:
        return are_compared(self._controls.prefix)

    def drawn_from(self) -> object:
        """Which pins there are, and which plays beside the run."""
        return [(pin.place, id(pin)) for pin in stored_pins()], pin_beside() is not None

    def lesson(self, lesson: Lesson) -> Lesson:
        """The lesson with the page's run alone, or beside a pin."""
        lesson, pin = lesson._replace(experiment=_experiment), pin_beside()
        if pin is None:
            return lesson
        question = _("Now on the left, pinned on the right, in step: which will have the lower cost?")
        if pin.moment.recipe.asks_for_number != self._controls.recipe.asks_for_number:
            question = _(
                "Now on the left, pinned on the right, in step: classes and a number have different costs, so these "
                "can’t be compared."
            )
        return lesson._replace(question=question, presets=(), asked=lambda chosen, since: None)

    def in_row(self, player: Player) -> None:
        """Draw the button that pins the run on screen."""
        if presenting() or embedded() or not self._controls.teacher.keeps(PIN):
            return

        def pin() -> None:
            if player.present and len(stored_pins()) < MOST_PINS:
                taken = {each.place for each in stored_pins()}
                keep(_of(player, next(place for place in range(MOST_PINS) if place not in taken)))

        full = len(stored_pins()) >= MOST_PINS
        st.button(
            say(_("Pin")),
            icon=":material/push_pin:",
            key=self._key,
            on_click=pin,
            disabled=full,
            help=say(
                _("There are {most} pins: remove one first.", most=MOST_PINS)
                if full
                else _("Hold this run: its curve, picture and numbers stay while you change settings and play another.")
            ),
            wrap=False,
        )

    def above_question(self) -> Callable[[Player | None], None]:
        """The pins."""
        return self._row

    def _row(self, player: Player | None) -> None:
        """Draw the pins and their buttons; in Present, and where a lesson does not keep them, only their curves.

        ``player`` is None if the current settings can't be run; the settings of a pin can then still be put back.
        """
        pins = stored_pins()
        labels = self._labels(pins)
        lines: list[OtherLine] = []
        if self.alone:
            lines = [
                pinned_line(pin.run, label, PINNED_STYLES[pin.place])
                for pin, label in zip(pins, labels, strict=True)
                if pin.run
            ]
        if player:
            self._swap_in(player)
            player.show_beside(lines)
        if presenting() or not self._controls.teacher.keeps(PIN) or not pins:
            return
        with st.container(
            horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False, key=f"{self._key}_strip"
        ):
            if not self.alone:
                st.button(
                    say(_("Leave")),
                    icon=":material/close:",
                    key=f"{self._key}_alone",
                    on_click=put_beside,
                    args=(None,),
                    help=say(_("Back to the present run alone. It starts again.")),
                    wrap=False,
                )
            for pin, label in zip(pins, labels, strict=True):
                self._card(player, pin, label)
            if player and any(pin.run for pin in pins):
                self._table(player, dict(zip(labels, pins, strict=True)))
            if any(pin.run is None for pin in pins):
                self._place = st.container(width=250)

    def ends(self) -> None:
        """Retrain pins from a link, for one time slice now and more while the page is open."""
        if self._place:
            with self._place:
                st.fragment(self._train_on, run_every=EVERY, key=f"{self._key}_training")()

    def _labels(self, pins: list[Pin]) -> list[str]:
        """How each pin differs from the current settings."""
        present = self._controls.recipe
        moments = [pin.moment for pin in pins]
        return numbered([difference(each.recipe, present, each.rates, each.by_hand) for each in moments])

    def _card(self, player: Player | None, pin: Pin, label: str) -> None:
        """Draw a pin: a click puts its settings back; the rest is behind a second button."""
        key = f"{self._key}_{pin.place}"
        chosen = pin is pin_beside()
        with st.container(horizontal=True, width="content", gap=None, wrap=False, key=key):
            numbers = say(_numbers(pin.run) if pin.run else _("to be trained"))
            picture = f"![](data:image/png;base64,{pin.picture}) " if pin.picture else ""
            st.button(
                f"{picture}{say(label)}  \n:small[{numbers}]",
                key=f"{key}_back",
                on_click=self._put_back,
                args=(pin,),
                help=say(_("Put these settings back: {settings}.", settings=self._all_of(pin))),
                icon=":material/compare:" if chosen else None,
                wrap=False,
            )
            with st.popover(say(_("More about {label}", label=label)), width="content", key=f"{key}_more"):
                st.markdown(f"**{say(self._all_of(pin))}**")
                st.markdown(say(_all_numbers(pin.run)) if pin.run else numbers)
                with st.container(horizontal=True, gap="xsmall"):
                    st.button(
                        say(_("Swap in")),
                        icon=":material/swap_horiz:",
                        key=f"{key}_swap",
                        on_click=self._swap,
                        args=(player, pin),
                        help=say(_("This run comes back as it was, and the present one becomes a pin in its place.")),
                        disabled=player is None or not self.alone or pin.moment.events is None,
                        wrap=False,
                    )
                    st.button(
                        say(_("Beside")),
                        icon=":material/compare:",
                        key=f"{key}_beside",
                        on_click=put_beside,
                        args=(pin.place,),
                        help=say(
                            _("Both networks side by side, in step from iteration 0.")
                            if pin.moment.is_plain
                            else _("This run was changed on its way, so it can't be played again beside another.")
                        ),
                        disabled=chosen or not pin.moment.is_plain,
                        wrap=False,
                    )
                    st.button(
                        say(_("Remove")),
                        icon=":material/delete:",
                        key=f"{key}_remove",
                        on_click=remove,
                        args=(pin,),
                        wrap=False,
                    )

    def _all_of(self, pin: Pin) -> str:
        """Everything in which a pin differs from the current settings."""
        moment = pin.moment
        parts = all_differences(moment.recipe, self._controls.recipe, moment.rates, moment.by_hand)
        if moment.events is None:
            parts.append(_("it was changed on the way"))
        return listed(parts) if parts else _("the same as now")

    def _put_back(self, pin: Pin, least_limit: int = 0) -> None:
        recipe, controls = pin.moment.recipe, self._controls
        if recipe.has_own_points and own_points.can_be_changed(controls):
            own_points.store(recipe.points)
        names = [*filter(controls.teacher.keeps, compared_settings(controls))]
        limit = {"limit": least_limit} if least_limit > controls.value("limit") else {}
        controls.override({name: getattr(recipe, name) for name in names} | limit)

    def _swap(self, player: Player | None, pin: Pin) -> None:
        if not (player and player.present):
            return
        player.pause()
        keep(_of(player, pin.place))
        self._put_back(pin, pin.moment.iteration)
        st.session_state[_SWAPPED] = pin.moment

    def _swap_in(self, player: Player) -> None:
        """Bring the swapped-in run to its iteration, now that its settings are in effect.

        They may have been the same before: then the present run has to go first.
        """
        moment: Moment | None = st.session_state.pop(_SWAPPED, None)
        if moment and moment.events:
            player.reset()
            player.begin_at(dict.fromkeys(player.runs, moment.events), moment.iteration)

    def _train_on(self) -> None:
        """Retrain the next pin from a link for one time slice, and show the progress."""
        pins = stored_pins()
        waiting = [each for each in zip(self._labels(pins), pins, strict=True) if each[1].run is None]
        if not waiting:
            st.rerun()  # the last such pin was removed
        label, pin = waiting[0]
        pin.training = pin.training or Training(pin.moment, self._controls.session)
        try:
            run = pin.training.train_slice()
            if run:
                pin.run, pin.picture = Pinned.of(run), _picture(run, pin.place)
        except ValueError as error:
            self._refuse(pin, _("The pin “{label}” is left out. {why}", label=label, why=error.args[0]))
        except Exception:
            _log.exception("A pin could not be trained: %r", pin.moment)
            self._refuse(pin, _("The pin “{label}” could not be trained, and is left out.", label=label))
        else:
            if run is None:
                st.progress(pin.training.share, say(_("Training {label} again", label=label)))
                return
            pin.training.end()
            pin.training = None
        st.rerun()  # the pin is shown outside this fragment

    def _refuse(self, pin: Pin, why: str) -> None:
        remove(pin)
        self._controls.add_link_notes([why])

    def _table(self, player: Player, pins: dict[str, Pin]) -> None:
        """The popover with a table of all runs."""
        key = table_key(self._controls.prefix)
        with st.popover(say(_("Table")), icon=":material/table:", width="content", key=key, on_change="rerun"):
            if are_compared(self._controls.prefix):
                st.fragment(table, key=f"{key}_rows")(player, pins, key)


def _experiment(chosen: Chosen) -> Experiment:
    """The current run, alone or with the pin beside it, each labelled with its difference from the other."""
    recipe, pin = chosen[Recipe], pin_beside()
    if pin is None:
        return Experiment.alone(recipe)
    other = replace(pin.moment.recipe, **{name: getattr(recipe, name) for name in WHERE_IT_ENDS})
    labels = (
        _("Now: {settings}", settings=difference(recipe, other)),
        _("Pinned: {settings}", settings=difference(other, recipe)),
    )
    return Experiment.compare({"now": (labels[0], recipe), "pinned": (labels[1], other)})


def _of(player: Player, place: int) -> Pin:
    """The run on screen as a pin."""

    def pin(runs: RunGroup) -> Pin:
        pinned = Pinned.of(runs.first)
        return Pin(place, pinned.moment, pinned, _picture(runs.first, place))

    return player.inspect(pin)


def _picture(run: Run, place: int) -> str:
    return thumbnail(run, RunGroup.extent_of([run]), PINNED_STYLES[place])


def _numbers(run: Pinned) -> str:
    """The final numbers of a run, in brief."""
    return _(
        "{iteration:,} · cost {cost} · {score}",
        iteration=run.now.iteration,
        cost=decimals(run.now.cost),
        score=SCORES[run.target].brief(run.now.score),
    )


def _all_numbers(run: Pinned) -> str:
    now, score = run.now, SCORES[run.target]
    said: str = _(
        "Iteration {iteration:,} · cost {cost} · {score}",
        iteration=now.iteration,
        cost=decimals(now.cost),
        score=_with_error(run, score.named(now.score), now.rmse),
    )
    if now.test_score is not None and now.test_rmse is not None:
        tested = _with_error(run, score.brief(now.test_score), now.test_rmse)
        said = _("{numbers} · on test samples {score}", numbers=said, score=tested)
    if run.divergence:
        said = _("{numbers} · diverged at iteration {iteration:,}", numbers=said, iteration=run.divergence.iteration)
    return said


def _with_error(run: Pinned, score: str, rmse: float) -> str:
    """A score, and the root mean square error where that says more than the cost."""
    if not SCORES[run.target].errors:
        return score
    return beside([score, _("RMSE {error}", error=error_in_words(rmse))])
