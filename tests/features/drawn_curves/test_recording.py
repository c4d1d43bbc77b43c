"""What a lesson in one file has of lines to draw."""

from playground.export.lesson_file.recording import Recording
from playground.features.drawn_curves.boundary import NEVER
from playground.features.drawn_curves.boundary import never as boundary_never
from playground.language import ENGLISH, rendered
from playground.lessons.course import course
from playground.pages.playground.lesson import PLAYGROUND
from playground.training import RunGroup
from playground.training.field import RESOLUTION
from playground.training.formatting import percent
from tests.export.lesson_files import frame_at, preset, unpacked

MOONS = next(each.name for each in PLAYGROUND.presets if each.draws)


def recorded(chapter):
    """The description of a recording, and what is said at its moments."""
    recording = Recording(chapter, [ENGLISH])
    assert [*recording.make()][-1] == 1
    seen, _frames = unpacked(recording.packed)
    return seen, [frame_at(seen, moment) for moment in range(len(seen["at"]))]


def test_where_a_boundary_is_asked_for_each_moment_has_how_many_points_the_network_gets_right():
    chapter = preset(PLAYGROUND, MOONS, limit=20)
    seen, moments = recorded(chapter)
    assert (seen["drawn"], seen["draws"], seen["plane"]["side"]) == (True, True, RESOLUTION)
    run = RunGroup(chapter.experiment).first
    for at, moment in zip(seen["at"], moments, strict=True):
        run.advance(at - run.iteration)
        came, right, never = (moment.pop(name) for name in ("came", "accuracy", "never"))
        assert (came, right) == tuple(rendered(said, ENGLISH) for said in (course(run), percent(run.measure().score)))
        assert never == NEVER[boundary_never(run.recipe)]
    plain, others = recorded(chapter.offering(claims=True, predicts=False))
    assert (plain["drawn"], plain["draws"], "plane" in plain) == (False, False, False)
    sides = [each["looks"]["boundary"][0]["width"] for each in (seen, plain)]
    assert sides[0] == RESOLUTION > sides[1]
    assert moments == others


def test_where_numbers_are_asked_for_there_is_no_boundary():
    for dataset, draws in (("bump", False), ("flower", True)):
        seen, _moments = recorded(preset(PLAYGROUND, MOONS, limit=2, samples=60, dataset=dataset))
        assert (seen["drawn"], seen["draws"]) == (True, draws)
