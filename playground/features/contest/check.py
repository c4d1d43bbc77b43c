"""Checks the entries of a contest: reads a student's link, trains its settings again, and scores what comes out.

Nothing of a link is used but settings of the playground, each read as the page reads it; what was changed on the way
does not count.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from playground.features.challenges.goals import CHALLENGE, CHALLENGES, Challenge
from playground.language import LANGUAGES, Message, _, rendered, sentences
from playground.pages.contents import WITH_RUNS
from playground.pages.links import MOST_NAMES
from playground.pages.playground.lesson import PLAYGROUND
from playground.training import Moment, Recipe, Run
from playground.training.retraining import Retraining

from .entries import DONE, Entry

_log = logging.getLogger(__name__)

MOST_SECONDS = 60.0
"""Most work for one entry: three times what the largest network takes for 10,000 iterations where 4 units make 24,000 a
second."""
NO_LINK = _("This is not a link to the playground: copy yours there, with Share.")


class Read(NamedTuple):
    """What an entry's link says: the recipe to be trained, and the same link written by us."""

    recipe: Recipe
    link: str


def read_link(link: str, challenge: Challenge) -> Read:
    """Read an untrusted link.

    Raises
    ------
    ValueError
        If it does not lead to the playground, or has what can't be used, or what the challenge does not allow.
    """
    given = _settings(link)
    chosen, notes = PLAYGROUND.settings.read(given)
    if notes:
        raise ValueError(sentences(_("This link can't be checked."), notes[0]))
    recipe = challenge.recipe(chosen[Recipe])
    if said := challenge.refusal(recipe):
        raise ValueError(said)
    of_experiment = {*PLAYGROUND.settings.experiment_names()} - {"limit"}
    kept = {name: text for name, text in given.items() if name in of_experiment}
    return Read(recipe, "./?" + urlencode(kept | {CHALLENGE: CHALLENGES.index(challenge) + 1}))


def _settings(link: str) -> dict[str, str]:
    """The playground's settings in a link, unchecked, by name."""
    try:
        parts = urlsplit(link)
        query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=MOST_NAMES)
    except ValueError:
        raise ValueError(NO_LINK) from None
    page = WITH_RUNS.get(parts.path.rstrip("/").rpartition("/")[2])
    if page and page.prefix:
        raise ValueError(
            _("This link leads to {page}; the challenge is on {playground}.").filled(
                page=page.title, playground=WITH_RUNS[""].title
            )
        )
    if parts.scheme not in ("", "http", "https") or not (parts.netloc or query):
        raise ValueError(NO_LINK)
    return {name: text for name, text in query if name in PLAYGROUND.settings.names}


class Check:
    """The check of an entry, in small portions.

    Parameters
    ----------
    entry : whose link is checked
    challenge : of the contest
    most_seconds : of work; an entry that takes longer has no score, and says so

    Attributes
    ----------
    work : how much there is to do, roughly, in multiplications per sample: checks are ordered by it
    """

    def __init__(self, entry: Entry, challenge: Challenge, most_seconds: float = MOST_SECONDS) -> None:
        self._entry, self._challenge = entry, challenge
        self._refusal: Message | str = ""
        self.work = 0
        try:
            read = read_link(entry.link, challenge)
        except ValueError as error:
            self._refusal, self._link = error.args[0], ""
            return
        self._link = read.link
        self._way = Retraining(Moment(read.recipe, challenge.limit, ()), most_seconds)
        self.work = challenge.limit * (1 + read.recipe.depth * read.recipe.n_h**2)

    @property
    def recipe(self) -> Recipe | None:
        """What is trained: entries with the same recipe have the same score. None if nothing is."""
        return None if self._refusal else self._way.moment.recipe

    @property
    def nbytes(self) -> int:
        """Memory of its network, in bytes."""
        return self._way.run.nbytes if not self._refusal and self._way.run else 0

    def begin(self) -> None:
        """Make the network, so that its memory is known."""
        if not self._refusal:
            try:
                self._way.begin()
            except ValueError as error:
                self._refusal = error.args[0]

    def release(self) -> None:
        """Let its network go; the next portion begins again."""
        if not self._refusal:
            self._way.run = None

    def approach(self, seconds: float) -> Entry | None:
        """Train for about so many seconds; returns the entry with its result once there is one, otherwise None."""
        if self._refusal:
            return self._done(self._refusal)
        try:
            run = self._way.approach(seconds)
        except ValueError as error:
            if self._way.seconds > self._way.most_seconds:
                return self._done(self._too_long())
            return self._done(error.args[0])
        except Exception:
            _log.exception("An entry could not be checked: %r", self.recipe)
            return self._done(_("This could not be trained again."))
        return self._scored(run) if run else None

    def _scored(self, run: Run) -> Entry:
        challenge = self._challenge
        score = challenge.result(run)
        if score is None:
            return self._done(challenge.missing(run))
        done = self._done(_("Score: {score}.", score=challenge.worded(score)))
        return replace(done, score=float(score), written=str(challenge.written(score)))

    def _too_long(self) -> Message:
        run = self._way.run
        return _(
            "This network takes too long here: after {seconds:.0f} seconds of training it had made {n:,} of {most:,} "
            "iterations, so it has no score. Send a smaller one.",
            seconds=self._way.seconds,
            n=run.iteration if run else 0,
            most=self._challenge.limit,
        )

    def _done(self, said: Message | str) -> Entry:
        return replace(self._entry, link=self._link, state=DONE, said=in_all_languages(said))

    def like(self, other: Entry) -> Entry:
        """The result of an entry with the same recipe, for this one."""
        return replace(other, device=self._entry.device, link=self._link)


def in_all_languages(said: Message | str) -> Mapping[str, str]:
    """A sentence by language, to be read later by somebody whose language is not known yet."""
    return {code: rendered(said, language) for code, language in LANGUAGES.items()}
