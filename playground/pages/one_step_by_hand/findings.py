"""What the numbers of a stage show beyond its formula."""

import numpy as np
from numpy.typing import NDArray

from playground.language import _, listed, ngettext, sentences
from playground.lessons.rising_cost import ROUNDING
from playground.nn.losses import target_of
from playground.training.formatting import magnitude, setting

from .lesson import Step


def finding(step: Step) -> str:
    """What the numbers of this stage show beyond the formula, if anything."""
    values, m, names, now = step.values, step.m, step.settings.names, step.settings.now
    one_hot = step.settings.loss == "softmax"
    match now.kind:
        case "start" if step.settings.sample != "all":
            return _(
                "This iteration uses sample {sample} alone, so m = 1, and a mean over samples is just the value of "
                "that sample.",
                sample=step.settings.sample,
            )
        case "start" if one_hot:
            of_class = values["Y"].sum(axis=1)
            counts: list[str] = [_("{count:.0f} of class {k}", count=count, k=k) for k, count in enumerate(of_class)]
            return _("There are m = {m} samples: {counts}.", m=m, counts=listed(counts))
        case "start":
            return _("There are m = {m} samples.", m=m)
        case "A" if now.layer == names.last:
            read = target_of(step.settings.loss).read
            right = int((read(values[now.name]) == read(values["Y"])).sum())
            rule = (
                _("Each column adds up to 1; its largest output is the prediction: {right} of {m} correct.")
                if one_hot
                else _("An output above 0.5 means class 1: {right} of {m} correct.")
            )
            return rule.filled(right=right, m=m)
        case "cost":
            K = max(2, len(values["Y"]))
            share = f"1/{K}" if one_hot else setting(0.5)
            return _(
                "A network that always says {share} has a cost of log {K} = {J:.4f}.", share=share, K=K, J=np.log(K)
            )
        case "dZ" if now.layer == names.last and one_hot:
            return _("Each column adds up to 0: the right class falls short by as much as the others have too much.")
        case "dZ" if now.layer < names.last:
            slopes = f"g'({names.of('Z', now.layer)})"
            return _slopes(slopes, values[slopes])
        case "update":
            return _change(step)
    return ""


def _slopes(name: str, slope: NDArray) -> str:
    """The activation's slopes, and where it is flat."""
    flat = int((slope == 0).sum())
    return sentences(
        _(
            "The slopes {name} range from {least} to {largest}.",
            name=name,
            least=magnitude(slope.min()),
            largest=magnitude(slope.max()),
        ),
        ngettext(
            "{n} of {all} is 0: nothing gets through there.",
            "{n} of {all} are 0: nothing gets through there.",
            flat,
            all=slope.size,
        )
        if flat
        else "",
    )


def _change(step: Step) -> str:
    """The effect of the update on the cost."""
    before, after = step.cost_before, step.cost_after
    several = step.m > 1
    if abs(after - before) <= ROUNDING:
        as_before = (
            _("The cost of these samples is {after:.6g}, as before.")
            if several
            else _("The cost of this sample is {after:.6g}, as before.")
        )
        return as_before.filled(after=after)
    if after < before:
        fell = (
            _("The cost of these samples was {before:.6g} and is now {after:.6g}: it fell by {change}.")
            if several
            else _("The cost of this sample was {before:.6g} and is now {after:.6g}: it fell by {change}.")
        )
        return fell.filled(before=before, after=after, change=magnitude(before - after))
    rose = (
        _("The cost of these samples was {before:.6g} and is now {after:.6g}: it rose by {change}.")
        if several
        else _("The cost of this sample was {before:.6g} and is now {after:.6g}: it rose by {change}.")
    )
    return sentences(
        rose.filled(before=before, after=after, change=magnitude(after - before)),
        _(
            "The gradient says which way is down where the step begins, not how far down it goes; a smaller learning "
            "rate takes a shorter step."
        ),
    )
