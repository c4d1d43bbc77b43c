"""Which preset of a page its settings are."""

from collections.abc import Mapping, Sequence
from typing import Any

from playground.lessons.lesson import Preset
from playground.training import Settings


def in_effect(presets: Sequence[Preset], settings: Settings, chosen: Mapping[type, Any]) -> Preset | None:
    """The first preset that these choices are, apart from settings without any effect; only the limit may be higher."""
    now, unused = settings.by_name(chosen), settings.unused(chosen)
    return next(
        (
            preset
            for preset in presets
            if all(
                now[name] == value or name in unused or (name == "limit" and now[name] > value)
                for name, value in wanted(preset, settings).items()
            )
        ),
        None,
    )


def goes_beyond(preset: Preset, settings: Settings, chosen: Mapping[type, Any]) -> bool:
    """Whether these choices let the runs go on beyond the limit of this preset, which is in effect."""
    limit = wanted(preset, settings).get("limit")
    return limit is not None and settings.by_name(chosen)["limit"] > limit


def wanted(preset: Preset, settings: Settings) -> dict[str, Any]:
    """All settings of a preset's experiment, except those of other parts of the page."""
    elsewhere = settings.elsewhere(settings.read(preset.settings)[0])
    names = [name for name in settings.experiment_names() if name not in elsewhere]
    return {name: preset.settings.get(name, settings.default(name)) for name in names}
