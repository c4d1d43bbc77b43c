"""Claims: how runs decide them, and those of every preset of every page."""

import re
from types import SimpleNamespace

import pytest

from playground.language import _, ngettext
from playground.lessons.claims import Answer, Outcome, band
from playground.lessons.lesson import of_teacher
from playground.lessons.sweep import Results, Sweep
from playground.pages.how_many_units.lesson import HOW_MANY_UNITS, by_setting
from playground.training import RunGroup
from tests.language.pseudo import in_english
from tests.lessons.presets import LESSONS, assert_one_short_sentence
from tests.looped import looped

PRESETS = [(page, preset.name) for page, lesson in LESSONS.items() for preset in lesson.presets]
NUDGED = {"inside the symmetry": ["Dead start"], "dead relu": ["Push one unit", "A unit to spare"]}
"""Presets whose question is about what a visitor does on the way."""
LONGEST = 30
"""Characters of a claim, as many as a phone has room for."""
SEEDS = (11, 12, 13, 14, 15)


def preset_of(page, name):
    return next(preset for preset in LESSONS[page].presets if preset.name == name)


def runs_of(page, settings, **more):
    lesson = LESSONS[page]
    return RunGroup(lesson.experiment(lesson.settings.read({**settings, **more})[0]))


OPENINGS = {
    "nearly": ("Nearly", "Yes, nearly"),
    "yes": ("Yes", "So far, yes"),
    "no": ("No", "Not", "None of them", "Nothing"),
    "part": ("In part", "Part of it", "Some"),
    "hardly": ("Hardly", "It hardly"),
    "both": ("Both", "In both"),
    "neither": ("Neither of", "Neither yet", "In neither"),
    "one": ("By heart", "It learns, as one", "It learns, but"),
    "other": ("To read", "It learns, and"),
}


def opening(text):
    """What a text that begins like an answer answers; None for any other text."""
    return next((each for each, words in OPENINGS.items() if re.match(rf"({'|'.join(words)})\b", text)), None)


def assert_said(claims, true, answer):
    """That an answer is short, and does not begin like a claim that is not true."""
    said = answer.sentence
    assert_one_short_sentence(answer)
    if true is not None:
        claim = claims.each[true]
        assert opening(said) == opening(claim) or not (opening(said) and opening(claim)), (said, claim)


def true_of(page, name, *moments, **more):
    """The place of the claim that is true after some iterations, or at the end if there are fewer.

    What they say at each of the moments, the answer says.
    """
    preset = preset_of(page, name)
    runs = [runs_of(page, preset.settings, **more)]
    if preset.claims.compares:
        runs.append(runs_of(page, preset.against, **more))
    for iterations in moments:
        for each in runs:
            each.advance(iterations - each.iteration)
        true = preset.claims.true_of(*runs)
        if not all(run.divergence for run in runs[0].values()):  # else that is the answer
            assert_said(preset.claims, true, preset.answer(*runs))
    return true


@looped(("page", "name"), PRESETS)
def test_a_preset_has_two_to_four_short_claims_of_which_the_answer_says_what_is_true_at_any_time(page, name):
    assert_short(preset_of(page, name).claims, [each.name for each in LESSONS[page].presets if each.name != name])
    true_of(page, name, 1, 40)


def assert_short(claims, others):
    """That the claims of a preset are, and lead to one of the other presets, if to any."""
    texts = claims.each
    assert 2 <= len(texts) == len({*map(str, texts)}) <= 4
    assert max(len(text) for text in texts) <= LONGEST
    assert in_english(texts) == {}
    assert not any(str(text).endswith(".") for text in texts)  # a sentence goes on after it
    assert claims.instead in ("", *others)


def true_of_sweep(preset, **more):
    """The place of the claim that is true once all networks are trained."""
    plan = by_setting(HOW_MANY_UNITS.settings.read({**preset.settings, **more})[0])
    sweep = Sweep(plan)
    while not sweep.ended:
        sweep.advance(1000)
    results = Results(sweep)
    true = preset.claims.true_of(results)
    assert preset.claims.right(results) == true
    assert_said(preset.claims, true, preset.answer(results))
    return true


@looped("preset", HOW_MANY_UNITS.presets)
def test_once_a_sweep_has_ended_a_short_claim_is_true(preset):
    assert_short(preset.claims, [other.name for other in HOW_MANY_UNITS.presets if other is not preset])
    assert preset.claims.right(Results(Sweep(by_setting(HOW_MANY_UNITS.settings.read(preset.settings)[0])))) is None
    assert true_of_sweep(preset, limit=100, runs=1) is not None


@pytest.mark.nightly
@pytest.mark.parametrize("preset", HOW_MANY_UNITS.presets, ids=lambda preset: preset.name)
def test_with_other_seeds_a_sweep_makes_the_same_claim_true_unless_the_claims_say_otherwise(preset):
    true = [true_of_sweep(preset, seed=seed, data_seed=seed) for seed in SEEDS[:3]]
    assert None not in true
    assert preset.claims.by_seed or len({*true}) == 1


@pytest.mark.nightly
@pytest.mark.parametrize(("page", "name"), PRESETS)
def test_at_the_end_one_is_true_and_the_same_for_five_seeds_unless_the_claims_say_otherwise(page, name):
    claims = preset_of(page, name).claims
    seeds = SEEDS if "seed" in LESSONS[page].settings.names else SEEDS[:1]
    if name in NUDGED.get(page, ()):
        return  # with a nudge they are tried in the tests of these pages
    true = [true_of(page, name, 1_000_000, seed=seed) for seed in seeds]
    assert None not in true
    assert claims.by_seed or len({*true}) == 1


def test_an_edge_is_in_the_upper_band_and_what_is_no_number_in_none():
    assert [band(number, (1, 2)) for number in (0.5, 1, 1.9, 2, float("nan"))] == [0, 1, 1, 2, None]


COUNTED = Outcome(
    lambda numbers: ("some" if numbers else "none", {"n": len(numbers), "all": sum(numbers)}),
    {
        "none": ("None", _("There is none.")),
        "some": ("Some", ngettext("{n} of {all}.", "{n} in {all}.")),
        "many": ("Many", ""),
    },
    also=lambda numbers: f"Of {len(numbers)}.",
)


def test_an_outcome_says_what_it_has_found_and_judges_by_the_same():
    assert COUNTED.each == ["None", "Some", "Many"]
    assert [COUNTED.true_of(numbers) for numbers in ([], [1], [2, 3])] == [0, 1, 1]
    assert COUNTED.answer([]) == ("There is none.", "Of 0.")
    assert COUNTED.answer([7]) == ("1 of 7.", "Of 1.")
    assert COUNTED.answer([2, 3]) == ("2 in 5.", "Of 2.")


def test_what_nobody_predicts_is_said_and_judges_nothing():
    yet = Outcome(lambda number: (number, {}), {None: ("", "Nothing yet."), 1: ("One", "One.")})
    assert yet.each == ["One"]
    assert [yet.answer(number).sentence for number in (None, 1, 2)] == ["Nothing yet.", "One.", ""]
    assert [yet.true_of(number) for number in (None, 1, 2)] == [None, 0, None]
    says = yet._replace(found=lambda number: (number, {"all": number}), says=_("It is {all}."), also=_("Of {all}."))
    assert [says.answer(number) for number in (1, 2)] == [("One.", "Of 1."), ("It is 2.", "Of 2.")]
    assert yet._replace(says=lambda number: f"{number}!").answer(2) == ("2!", "")


def test_all_of_an_answer_is_its_sentence_and_its_details_if_there_are_any():
    assert [Answer(*said).whole for said in ((), ("One.",), ("One.", "Of 1."))] == ["", "One.", "One. Of 1."]


def test_findings_may_share_a_prediction_and_a_teacher_may_write_one_twice():
    rows = {0: ("Few", "None."), 1: ("Few", "One."), 2: ("Many", "Two.")}
    shared = Outcome(lambda number: (number, {}), rows)
    assert shared.each == ["Few", "Many"]
    assert [(shared.true_of(number), shared.answer(number).sentence) for number in rows] == [
        (0, "None."),
        (0, "One."),
        (1, "Two."),
    ]
    assert of_teacher("Which?", ["A", "A", "B"]).claims.each == ["A", "A", "B"]


def runs_at(iteration, ended=False):
    return SimpleNamespace(iteration=iteration, ended=ended, values=lambda: [SimpleNamespace(divergence=None)])


def test_a_claim_is_not_judged_before_the_runs_can_decide():
    outcome = Outcome(lambda *runs: (True, {}), {True: ("yes", ""), False: ("no", "")})
    assert outcome.right(runs_at(50)) is None
    assert outcome.right(runs_at(50, ended=True)) == 0
    assert outcome._replace(since=50).right(runs_at(49)) is None
    assert outcome._replace(since=50).right(runs_at(50)) == 0
    compared = outcome._replace(compares=True)
    assert compared.right(runs_at(50, ended=True)) is None
    assert compared.right(runs_at(50, ended=True), runs_at(50)) == 0
    assert Outcome(lambda runs: (None, {}), {True: ("yes", "")}).right(runs_at(50, ended=True)) is None
