"""Going downhill, in words and formulas: the slope in a direction, steps against the gradient, and one valley."""

from playground.language import _, number, sentences
from playground.language.labels import NEW_WEIGHTS
from playground.lessons.prose import Paragraph

from .direction import STEP, Standpoint
from .downhill import lowest


def in_a_direction(place: Standpoint) -> tuple[Paragraph, ...]:
    """Partial derivatives, gradient and directional derivative."""
    partial = _(
        "The *partial derivative* ∂J/∂w₁ is the slope if only w₁ changes, at 0°; ∂J/∂w₂ is the slope if only w₂ does, "
        "at 90°. The *gradient* is the vector of all partial derivatives. The slope in any other direction is the "
        "*directional derivative*: the gradient times a vector u of length 1 that points that way."
    )
    formulas = (
        r"\nabla J = \begin{pmatrix} \partial J / \partial w_1 \\ \partial J / \partial w_2 \end{pmatrix}",
        r"\frac{\partial J}{\partial u} = \nabla J \cdot u = |\nabla J| \cos \varphi",
    )
    cosine = _(
        "φ is the angle between the arrow and the gradient. Its cosine is 1 along the gradient, so that is the "
        "steepest way up, and the slope there is the gradient’s length. It is −1 against the gradient, the steepest "
        "way down, and 0 at right angles to it, along a line of equal cost."
    )
    return Paragraph(partial, formulas), Paragraph(cosine, notes=which_way_is_down(place))


def what_the_numbers_mean(place: Standpoint) -> tuple[Paragraph, ...]:
    """The model, its cost and its update; how large a step may be, and why there is one lowest point."""
    model = _(
        "Logistic regression with two weights and no bias: the cost depends on two numbers, so it can be drawn as a "
        "landscape."
    )
    what_follows = _(
        """
A step against the gradient goes down if it is small enough. How small depends on how strongly the surface is curved.
Near the lowest point, along the direction of the largest curvature λ, a step with a learning rate above 2 / λ ends on
the other side, and farther away: this is the *largest stable rate*. λ is the largest eigenvalue of the matrix of second
derivatives, X D Xᵀ / m, where D holds the slope of the sigmoid for each sample.

Too large a learning rate does not send the weights to infinity here: a step is never longer than α times the steepest
slope, and since the classes overlap, the cost rises in every direction far out, so steps lead back. The run jumps back
and forth across the valley.

The surface is *convex*: a straight line between two of its points never runs below it. A *local optimum* is a place
with no lower one right around it, the *global optimum* the lowest place of all. A convex surface has no second valley:
every local optimum is global, and the only place without a slope is the lowest point. **{new_weights}** draws other
initial weights: a run that comes to rest always does so at the same place.
""",
        new_weights=NEW_WEIGHTS,
    )
    formulas = (
        r"J = -\frac{1}{m} \sum \big( y \log a + (1 - y) \log(1 - a) \big)",
        r"w := w - \alpha \nabla J",
        _(r"\text{near the lowest point: } \alpha < \frac{2}{\lambda}"),
    )
    return Paragraph(model, formulas), Paragraph(what_follows, notes=how_it_is_curved(place))


def which_way_is_down(place: Standpoint) -> str:
    """Beside the notes: gradient descent goes against the gradient."""
    up, down = place.steepest, (place.steepest + 180) % 360
    return sentences(
        _("The notes say that gradient descent goes along the gradient; their update, w := w − α dw, goes against it."),
        _(
            "A step of {step:g} along it, at {up}°, raises the cost here from {before} to {higher}; against it, at "
            "{down}°, the cost falls to {lower}.",
            step=STEP,
            up=number(up, ".1f"),
            down=number(down, ".1f"),
            before=number(place.cost, ".5f"),
            higher=number(place.after_a_step(up), ".5f"),
            lower=number(place.after_a_step(down), ".5f"),
        ),
    )


def how_it_is_curved(place: Standpoint) -> str:
    """Beside the notes: what they call concave is convex."""
    bottom = lowest(place.X, place.Y)
    half_way = Standpoint.of((place.weights + bottom.weights) / 2, place.X, place.Y).cost
    return sentences(
        _(
            "The notes call this surface concave (凹), as Chinese textbooks of calculus do: hollow, seen from above. "
            "In optimisation, and here, the same surface is called convex (凸)."
        ),
        _(
            "Half-way from the start to the lowest point, the cost is {half_way}: below {mean}, the mean of the costs "
            "at both ends.",
            half_way=number(half_way, ".3f"),
            mean=number((place.cost + bottom.cost) / 2, ".3f"),
        ),
    )
