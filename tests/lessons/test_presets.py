"""Every preset of these pages: what it sets, what it asks, and how its answer is written."""

import re

from playground.training import RunGroup
from playground.training.options import options
from playground.training.scores import SCORES
from tests.language.pseudo import in_english
from tests.lessons.presets import (
    EVERY_PRESET,
    LESSONS,
    answer,
    assert_one_short_sentence,
    chosen,
    costs,
    experiment,
    fresh,
    iterations_in,
    preset,
)
from tests.looped import looped

QUESTION, ANSWER, LOOK_AT = 105, 175, 120
"""Characters of a question, an answer or its details, and of what to look at: as many as are seen whole on a phone."""

OTHERS = ("going downhill", "why depth", "too good to be true number")
"""Parts of pages, whose presets bring the part with them, and where each run has an answer: tested with their pages."""
PRESETS = [(name, preset) for name, preset in EVERY_PRESET if not name.startswith(OTHERS)]
every_page = looped("lesson", [name for name in LESSONS if not name.startswith(OTHERS)])


def assert_well_written(text):
    assert text.strip() == text != ""
    assert "\n" not in text
    assert "  " not in text
    assert " ," not in text
    assert " ." not in text


@looped(("lesson", "name"), PRESETS)
def test_a_preset_holds_settings_of_its_page_asks_a_short_question_and_says_where_to_look(lesson, name):
    this, settings = preset(lesson, name), LESSONS[lesson].settings
    values = this.settings
    assert set(values) <= set(settings.experiment_names())
    assert all(value != settings.default(each) for each, value in values.items()), "it says nothing"
    records = chosen(lesson, **values)
    assert chosen(lesson, **{each: str(value) for each, value in values.items()}) == records
    assert all(getattr(records[type(settings.record(each))], each) == value for each, value in values.items())

    assert this.question.endswith("?")
    assert len(this.question) <= QUESTION
    assert this.look_at.endswith((".", "?"))
    assert len(this.look_at) <= LOOK_AT
    assert this.look_at[0].islower()  # it goes on after "Look at"
    for text in (this.name, this.question, this.look_at):
        assert_well_written(text)
    assert is_plain(this.question)
    # The page has not introduced the notes yet, unless it quotes them.
    spoken_of = re.search(r"\bnotes\b", f"{this.question} {this.look_at}", re.IGNORECASE)
    assert not spoken_of or re.search("notes say .*“.+”", this.question)


def is_plain(text):
    """Whether a text has no Markdown: a teacher's own questions are shown as they are, and so are all others."""
    return not re.search(r"[*`$\\]", text)


@every_page
def test_a_page_has_a_question_for_settings_of_ones_own_and_its_presets_and_settings_can_be_told_apart(lesson):
    question, presets, settings = LESSONS[lesson].question, LESSONS[lesson].presets, LESSONS[lesson].settings
    assert_well_written(question)
    assert is_plain(question)
    assert question.endswith("?")
    assert len(question) <= QUESTION + 10
    assert question not in [each.question for each in presets]
    assert not any(letter.isdigit() for letter in question)  # a number might not be that of the settings
    assert len({each.name for each in presets}) == len(presets)
    assert len({str(chosen(lesson, **each.settings)) for each in presets}) == len(presets)
    assert presets[0].settings == {}  # the page opens on it
    specs = [settings.spec(name) for name in settings.names]
    assert len({spec.label for spec in specs}) == len(specs)
    for record in (*settings.records, *settings.aside):
        assert all(spec.help.endswith((".", "?")) for spec in options(record).values())


@looped(("lesson", "name"), PRESETS)
def test_an_answer_is_short_and_in_every_language_and_its_numbers_are_those_of_the_runs(lesson, name):
    asked, runs = preset(lesson, name), fresh(lesson, name, 0)
    said = [asked.name, asked.question, asked.look_at]
    for iterations in (0, 1, 10, 120):
        runs.advance(iterations - runs.iteration)
        assert_right(lesson, name, runs, iterations)
        vectors = [run.parameters.vector.copy() for run in runs.values()]
        said.append(answer(lesson, name, runs))
        assert said[-1] == answer(lesson, name, runs)  # to look at it changes nothing
        assert all((run.parameters.vector == then).all() for run, then in zip(runs.values(), vectors, strict=True))
    assert in_english(said) == {}


def assert_right(lesson, name, runs, iterations):
    said = answer(lesson, name, runs)
    assert_well_said(said, iterations)
    text = said.whole
    diverged = [runs.experiment[each].label for each, run in runs.items() if run.divergence]
    assert ("diverged" in text) == bool(diverged)
    assert all(label in text for label in diverged)
    for variant in runs.experiment.values():
        text = text.replace(variant.label or "\0", "")  # a label may have numbers of its own
    points = [point for run in runs.values() for point in run.history.points]
    along = (f"{cost:.4f}" for point in points for cost in (point.cost, point.test_cost) if cost is not None)
    scores = (said for run in runs.values() for said in SCORES[run.train.target].of(run.measure()).values())
    assert set(re.findall(r"\d+\.\d{4}\b", text)) <= {*along, *costs(runs), *scores}


def assert_well_said(said, iterations):
    assert_well_written(said.sentence)
    if iterations:  # before, nothing is answered
        assert_one_short_sentence(said)
    if said.details:
        assert_well_written(said.details)
        assert said.details.endswith(".")
        assert len(said.details) <= ANSWER
    assert iterations_in(said.details) <= {iterations}


COMPARED = [(page, name) for page, name in PRESETS if preset(page, name).against is not None]


def others_of(lesson, name, iterations):
    """What the runs of a preset are compared with."""
    settings = preset(lesson, name).against
    runs = RunGroup(experiment(lesson, **settings))
    runs.advance(iterations)
    return runs


@looped(("lesson", "name"), COMPARED)
def test_an_answer_that_compares_has_the_numbers_of_both_at_the_same_iteration(lesson, name):
    for iterations in (1, 400):
        runs, others = fresh(lesson, name, iterations), others_of(lesson, name, iterations)
        said = preset(lesson, name).answer(runs, others)
        assert said.sentence.startswith(("Yes", "No", "Nearly"))
        assert_well_said(said, iterations)
        assert in_english(said) == {}
        text = said.whole
        assert not [each.name for each in LESSONS[lesson].presets if each.name in text]  # a file may not have it
        first = [f"{run.history.points[0].cost:.4f}" for run in runs.values()]
        jumped = [f"{max(point.cost for point in run.history.points):.4f}" for run in runs.values()]
        assert set(re.findall(r"\d+\.\d{4}\b", text)) <= {*costs(runs), *costs(others), *first, *jumped}
        shares = [f"{100 * share + 1e-9:.1f}" for each in (runs, others) for share in accuracies_of(each)]
        assert set(re.findall(r"([\d.]+) %", text)) <= {*shares}
    if name == "Rate too high":
        assert text.startswith("No: the cost is ")


@looped(("iterations", "yet"), [(1, ", yet fewer points are right"), (200, "")])
def test_adam_is_faster_than_the_reference(iterations, yet):
    runs, others = fresh("playground", "Adam", iterations), others_of("playground", "Adam", iterations)
    assert costs(runs) < costs(others)
    now, then = runs.first.measure(), others.first.measure()
    assert (now.score < then.score) == bool(yet)
    assert preset("playground", "Adam").answer(runs, others) == (
        f"Yes: its cost is {now.cost:.4f}, with gradient descent {then.cost:.4f}{yet}.",
        f"Compared with *learning rate 1.2 · gradient descent*: there {100 * then.score + 1e-9:.1f} % of the points "
        f"are right, here {100 * now.score + 1e-9:.1f} %.",
    )


def accuracies_of(runs):
    """Every accuracy of some runs: on training points, and on fresh ones where a run follows these."""
    for run in runs.values():
        now = run.measure()
        yield now.score
        if now.units is not None:
            yield now.units[1]
