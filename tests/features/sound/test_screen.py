"""The sound's switch among the settings: beside the speed, where there is one to set, and so something to hear."""

from tests.ui.pages import Visit, elements, some_that_play


@some_that_play
def test_it_stands_after_the_settings_beside_the_speed(case):
    visit = Visit(case)
    groups = [names for names in case.settings.groups.values() if "speed" in names]
    keys = [each.key for each in elements(visit.part(f"{case.prefix}settings")) if getattr(each, "key", None)]
    sound = f"{case.prefix}sound"
    assert keys.count(sound) == len(groups)
    assert all(keys[keys.index(sound) - 1] == case.prefix + names[-1] for names in groups)
