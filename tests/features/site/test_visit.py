"""A visit without a server says what a page of the app says, and refuses what it refuses."""

import json

import pytest

from playground.data import OWN_POINTS, Points, make_dataset, pack
from playground.features.site.visit import SiteVisit, hear
from playground.language import ENGLISH, LANGUAGES
from playground.lessons.lesson import hint
from playground.pages.contents import WITH_RUNS
from playground.training import RunGroup
from tests.looped import looped

LESSONS = [(path, name) for path, page in WITH_RUNS.items() for name, each in page.parts.items() if each.runs.in_step]


class Visitor:
    """Whoever has the page open: gives commands as ``channel.js`` does."""

    def __init__(self, path="", language=ENGLISH, **names):
        self.visit = SiteVisit(path, names, language)
        self.number, self.around, self.chart, self.costs = 0, {}, {}, []
        self.take(self.visit.hear({"does": "open"}))

    def take(self, told):
        told = json.loads(json.dumps(told))  # as the worker sends it
        self.chart, self.problem = told["chart"], told.get("problem", "")
        self.around = told.get("around") or self.around
        self.costs += self.chart["curves"].get("cost", {"y": [[]]})["y"][0]
        return self

    def tell(self, what, shown=None, **arguments):
        self.number += 1
        at = self.chart["now"]["iteration"] if shown is None and self.chart["now"] else shown or 0
        on_screen = {"number": self.number, "run": self.chart["run"], "shown": at, "tick": self.chart["tick"]}
        command = {**on_screen, "charts": self.chart["chartsId"], "what": what, **arguments}
        return self.take(self.visit.hear({"does": "command", "command": command}))

    def set(self, name, value):
        return self.take(self.visit.hear({"does": "set", "name": name, "value": value}))

    def play_to_the_end(self):
        self.tell("play")
        last = 0
        while not self.chart["ended"]:
            self.tell("frames", last, iteration=last, pictures=60)
            last = self.chart["frames"][-1]["iteration"] if self.chart["frames"] else last
        return self.tell("pause", last)

    @property
    def fields(self):
        return {each["name"]: each for group in self.around["settings"] for each in group["fields"]}


def test_it_opens_with_the_question_the_claims_and_the_charts_of_the_page():
    page = Visitor()
    preset = WITH_RUNS[""].parts[""].presets[0]
    assert page.around["question"] == preset.question
    assert [text for _sign, text in page.around["comment"]["claims"]] == preset.claims.each
    assert (page.around["experiments"][page.around["experiment"]], page.around["comment"]["chosen"]) == (
        preset.name,
        -1,
    )
    assert set(page.chart["charts"]) == {"boundary", "cost"}
    assert page.chart["said"]["rest"].startswith(hint(preset.look_at)[:20])
    assert not page.tell("step").chart["charts"]  # the page has them


def test_it_trains_as_the_app_does_and_says_what_comes_of_it():
    page = Visitor()
    page.tell("predict", claim=1)
    assert page.around["comment"]["chosen"] == 1
    page.play_to_the_end()
    lesson = WITH_RUNS[""].parts[""]
    runs = lesson.runs(lesson.experiment(page.visit.chosen))
    runs.advance(300)
    assert page.costs[-1] == pytest.approx(runs.first.measure().cost, rel=1e-4)
    said = page.chart["said"]
    assert said["outcome"] == lesson.presets[0].answer(runs).sentence
    assert said["right"] == (lesson.presets[0].claims.right(runs) == 1)
    assert page.tell("predict", claim=0).around["comment"]["chosen"] == 1  # what has been seen is not predicted


def test_a_command_that_changes_settings_changes_them():
    page = Visitor(limit="300")
    first, seed = page.chart["start"], int(page.fields["seed"]["value"])
    page.tell("new_weights")
    assert page.fields["seed"]["value"] == str(seed + 1)
    assert page.chart["start"] != first
    page.play_to_the_end().tell("go_on")
    assert page.fields["limit"]["value"] == "10300"
    assert page.chart["playing"]
    page.tell("choose", name="n_h", value=7)
    assert page.fields["n_h"]["value"] == "7"


def test_a_setting_is_set_and_what_cannot_be_used_is_said_and_changes_nothing():
    page = Visitor()
    assert page.set("learning_rate", "0.5").problem == ""
    assert page.fields["learning_rate"]["value"] == "0.5"
    assert page.around["experiment"] == -1
    said = "Iteration limit: 'none' can't be used. Type a whole number from 1 to 1,000,000."
    assert page.set("limit", "none").problem == said
    assert page.fields["limit"]["value"] == "10000"
    assert page.set("dataset", "nothing").problem.startswith("Dataset: 'nothing' can't be used. Choose one of ")
    page.take(page.visit.hear({"does": "experiment", "place": 2}))
    assert (page.around["experiment"], page.fields["learning_rate"]["value"]) == (2, "50")


def test_a_wrong_prediction_leads_to_another_experiment():
    page = Visitor(initialisation="zero")
    page.tell("predict", claim=0)
    assert page.tell("step").chart["said"]["right"] is False
    other = WITH_RUNS[""].parts[""].presets[1].claims.instead
    assert page.tell("try_instead").around["experiments"][page.around["experiment"]] == other


@looped(("path", "part"), LESSONS)
def test_every_setting_of_every_page_reads_what_it_is_drawn_with(path, part):
    page = Visitor(path, LANGUAGES["zh"], **({WITH_RUNS[path].prefix + "part": part} if part else {}))
    assert page.fields
    before = page.visit.by_name
    for name, drawn in page.fields.items():
        assert page.set(name, drawn["value"]).problem == ""
        if drawn["kind"] == "choice":
            assert drawn["value"] in [value for value, _words in drawn["choices"]]
    assert page.visit.by_name == before


def test_the_page_of_the_worker_opens_a_visit_and_goes_on_with_it():
    told = [
        json.loads(hear(json.dumps({"does": "open", "path": "dead_relu", "names": {}, "language": code})))
        for code in LANGUAGES
    ]
    assert told[0]["around"]["question"] != told[1]["around"]["question"]
    assert json.loads(hear('{"does": "set", "name": "seed", "value": "5"}'))["problem"] == ""


def test_a_link_that_cannot_be_used_is_refused():
    with pytest.raises(ValueError, match="limit: 'many' can't be used"):
        SiteVisit("", {"limit": "many"}, ENGLISH)


def test_a_run_that_fails_is_said_to_have_stopped_and_a_reset_begins_again(monkeypatch):
    page = Visitor()
    with monkeypatch.context() as broken:
        broken.setattr(RunGroup, "advance", lambda *_: 1 / 0)
        page.tell("step")
    assert page.problem == (
        "Something went wrong in this run, so it was stopped. Press **Reset**, or choose other settings."
    )
    page.tell("reset", 0)
    assert (page.tell("step", 0).problem, page.chart["now"]["iteration"]) == ("", 1)


def test_what_cannot_be_run_is_said_and_the_runs_are_those_of_before():
    page = Visitor()
    page.set("x1", "false")
    page.tell("step")
    assert page.set("x2", "false").problem.startswith("This can't be run. ")
    assert page.around["names"] == {"x1": "false"}
    assert page.fields["x2"]["value"] == "true"
    assert page.tell("step", 0).chart["now"]["iteration"] == 1


def test_no_chart_has_the_events_by_which_it_would_restore_the_runs_of_another_chapter():
    page = Visitor()
    assert page.set("learning_rate", "0.5").tell("step").chart["events"] is None
    told = [
        json.loads(hear(json.dumps({"does": "open", "path": "", "names": names, "language": "en"})))["chart"]
        for names in ({}, {"learning_rate": "50"})
    ]
    assert told[0]["start"] == told[1]["start"]
    assert told[0]["player"] != told[1]["player"]


def test_own_points_are_offered_where_the_link_has_brought_some():
    def datasets(**names):
        return [name for name, _words in Visitor(**names).fields["dataset"]["choices"]]

    assert OWN_POINTS not in datasets()
    assert OWN_POINTS in datasets(points=pack(Points.of_dataset(make_dataset("moons", 20))))
