"""What is different in the code of a run from the code in the notes, in sentences."""

from playground.export.names import dataset_name
from playground.language import _, listed
from playground.nn import ACTIVATIONS
from playground.training import Recipe, in_words, steps_in_words
from playground.training.options import defaults

from .written import Written

INSTEAD = {
    "softmax": _("There are several classes here: softmax takes the place of the sigmoid, and `Y` is one-hot."),
    "squared error": _(
        "Here the network is asked for a number, not for a class: the output is the last layer's `Z` itself, without a "
        "sigmoid, and the cost is half the mean of the squared errors."
    ),
}
"""What differs from two classes, by loss."""
OF_THE_START = ("initialisation", "scale", "seed", "learning_rate")


def differences(written: Written) -> list[str]:
    """Whose functions these are, and what differs."""
    recipe, hidden = written.recipe, written.recipe.depth
    said: list[str] = [
        _(
            "The functions have the names of the notes, under “The NumPy implementation”, and take the same arguments; "
            "`nn_model` also takes the learning rate, and a list for the costs. The notes only call `layer_sizes`, and "
            "have no `evaluate`."
        )
    ]
    if dataset_name(recipe) == "flower":
        said.append(
            _(
                "The notes have no data: the flower, four units for it and the accuracies known from them belong to "
                "the course exercise in the same tradition."
            )
        )
    if not hidden:
        said.append(_("There is no hidden layer here, and so no `n_h`, `W2` or `b2`."))
    if hidden > 1:
        said.append(
            _(
                "There are {n} hidden layers here, of `n_h` units each, so the last output is `A{last}`, not `A2`.",
                n=hidden,
                last=written.last,
            )
        )
    first, *others = (ACTIVATIONS[name].label for name in dict.fromkeys(recipe.activations or ["tanh"]))
    if others:
        said.append(
            _(
                "The hidden units of layer 1 are {first} here, those of the later layers {later}; a slope other than "
                "that of tanh is computed from `Z`.",
                first=first,
                later=others[0],
            )
        )
    elif written.activation:
        said.append(
            _("The hidden units are {activation} here, not tanh; `g_prime` is computed from `Z`.", activation=first)
        )
    if written.loss in INSTEAD:
        said.append(INSTEAD[written.loss])
    if len(written.runs) > 1:
        said.append(_("Two networks are trained here, so `nn_model` is also given the function that starts each."))
    if other := _other_settings(written):
        said.append(_("Settings that are not those of the notes: {settings}.", settings=listed(other)))
    return said


def _other_settings(written: Written) -> list[str]:
    """The settings of the start and of the steps that are not the notes', in words."""
    notes = defaults(Recipe)
    said: dict[str, None] = {
        in_words(name, getattr(run.recipe, name)): None  # each once, in order
        for run in written.runs.values()
        for name in OF_THE_START
        if name not in run.recipe.unused and getattr(run.recipe, name) != notes[name]
    }
    return [*said, *steps_in_words(written.run)]
