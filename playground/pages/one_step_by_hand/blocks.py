"""The blocks of an iteration, as the notes draw them: for each layer one forward, and one backward."""

from typing import NamedTuple

from playground.language import _, sentences

from .lesson import OneStepByHand
from .stages import Equation


class Block(NamedTuple):
    """A block.

    ``way``: "forward", "backward", "cost" or "update"; ``layer``: 0 for the last two; ``stages``: the names of the
    stages in it; ``takes``: what comes in from the block before, ``cached``: what backward takes from the cache;
    ``equations``: what it computes, with what it hands on; ``words``: all that in words.
    """

    way: str
    layer: int
    stages: tuple[str, ...]
    equations: tuple[Equation, ...]
    takes: str = ""
    cached: str = ""
    words: str = ""


def blocks(settings: OneStepByHand) -> list[Block]:
    """All of them, in the order of the iteration."""
    layers = range(1, settings.names.last + 1)
    return [
        *(_forward(settings, layer) for layer in layers),
        Block("cost", 0, ("cost",), _equations(settings, "cost")),
        *(_backward(settings, layer) for layer in reversed(layers)),
        Block("update", 0, ("update",), _equations(settings, "update")),
    ]


def _equations(settings: OneStepByHand, *stages: str) -> tuple[Equation, ...]:
    return tuple(equation for stage in settings.stages if stage.name in stages for equation in stage.equations)


def _forward(settings: OneStepByHand, layer: int) -> Block:
    names = settings.names
    before, Z, A = names.of("A", layer - 1), names.of("Z", layer), names.of("A", layer)
    words = sentences(
        _("Layer {layer}, forward.", layer=layer),
        _("It takes {before}, hands {A} on, and keeps {Z} and {A} in the cache.", before=before, Z=Z, A=A),
    )
    return Block("forward", layer, (Z, A), _equations(settings, Z, A), before, words=words)


def _backward(settings: OneStepByHand, layer: int) -> Block:
    names = settings.names
    dZ, dW, db = stages = tuple(names.of(kind, layer) for kind in ("dZ", "dW", "db"))
    Z, before = names.of("Z", layer), names.of("A", layer - 1)
    (first,) = _equations(settings, dZ)
    if layer == names.last:
        takes, cached = f"{names.of('A', layer)}, Y", before
    else:
        takes, cached = names.of("dA", layer), f"{Z}, {before}"
        first = Equation(dZ, first.half_way)
    what = _("It takes {takes} and, from the cache, {cached}.", takes=takes, cached=cached)
    equations = (first, *_equations(settings, dW, db))
    on = ""
    if layer > 1:
        dA = names.of("dA", layer - 1)
        equations += (Equation(dA, f"{names.of('W', layer)}ᵀ {dZ}"),)
        on = _("It hands {dA} on.", dA=dA)
    words = sentences(_("Layer {layer}, backward.", layer=layer), what, on)
    return Block("backward", layer, stages, equations, takes, cached, words)
