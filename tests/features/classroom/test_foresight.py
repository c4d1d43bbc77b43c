"""What a question's run will show: the claim that is right once it is trained, and nothing where nothing decides."""

from playground.features.classroom.process.foresight import RETRY_SECONDS, Foresight
from playground.features.classroom.questions.kinds import of_link
from playground.features.classroom.questions.question import chosen_of, lesson_of, preset_of
from playground.lessons.lesson import against_of
from playground.lessons.sweep import Results, Sweep
from playground.pages.how_many_units.lesson import by_setting
from playground.training import RunGroup
from playground.ui.runs.memory_budget import MemoryBudget
from tests.features.classroom.conftest import DRAWN, OWN, VOTE
from tests.looped import looped

DEAD_RELU = of_link("", "activation=relu&n_h=8&initialisation=he&learning_rate=5")


def foreseen(question, **more):
    """The claim, after as many short turns as it takes."""
    made = Foresight(question, **more)
    while made.due is not None:
        made.work(0.01)
    return made


def trained(question):
    """The same, of runs that are trained to where that is decided at once."""
    lesson, preset = lesson_of(question), preset_of(question)
    runs = RunGroup(lesson.experiment(chosen_of(question)))
    runs.advance(preset.claims.since or runs.experiment.limit)
    others = against_of(lesson, preset)
    against = RunGroup(others) if others else None
    if against:
        against.advance(runs.iteration)
    return preset.claims.right(runs, against)


@looped("question", [VOTE, DEAD_RELU])
def test_the_claim_is_the_one_that_training_shows(question):
    found = foreseen(question)
    assert found.right == trained(question) is not None
    assert found.version == 1


def test_that_of_a_sweep_is_known_once_all_its_networks_are_trained(monkeypatch):
    sweep = of_link("how_many_units", "")
    lesson, claims = lesson_of(sweep), preset_of(sweep).claims
    plan = by_setting(lesson.settings.read({"limit": 100, "runs": 1})[0])
    small = lesson._replace(experiment=lambda chosen: plan)
    monkeypatch.setattr("playground.features.classroom.process.foresight.lesson_of", lambda question: small)
    networks = Sweep(plan)
    while not networks.ended:
        networks.advance(1000)
    assert foreseen(sweep).right == claims.right(Results(networks)) is not None


@looped("question", [OWN, DRAWN])
def test_nothing_is_foreseen_where_no_run_decides(question):
    found = foreseen(question)
    assert (found.right, found.version) == (None, 0)


def test_it_gives_its_memory_back_and_waits_while_there_is_none(clock):
    budget = MemoryBudget(10**8)
    assert foreseen(VOTE, budget=budget).right is not None
    assert budget.reserved == 0
    waits = Foresight(VOTE, budget=MemoryBudget(1), clock=clock)
    waits.work(0)
    clock.now += 1
    waits.work(1)
    assert (waits.right, waits.due) == (None, clock.now + RETRY_SECONDS)


def test_what_is_released_on_the_way_is_trained_once_more():
    found = Foresight(VOTE)
    found.work(0)
    assert found.release()
    while found.due is not None:
        found.work(0.01)
    assert found.right == trained(VOTE)


def test_settings_that_cannot_be_run_foresee_nothing(monkeypatch):
    def refuse(chosen):
        raise ValueError

    without = lesson_of(VOTE)._replace(experiment=refuse)
    monkeypatch.setattr("playground.features.classroom.process.foresight.lesson_of", lambda question: without)
    assert foreseen(VOTE).right is None
