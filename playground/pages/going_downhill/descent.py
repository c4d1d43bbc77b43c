"""Going downhill, in words and formulas: the slope in a direction, steps against the gradient, and one valley."""

from playground.language import _, number, sentences
from playground.language.labels import NEW_WEIGHTS
from playground.lessons.prose import Paragraph

from .direction import STEP, Standpoint, half_way_down
from .swap import ITERATIONS, RATE


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
    curved = _(
        "The notes call this surface concave (凹), as Chinese textbooks of calculus do: hollow, seen from above. In "
        "optimisation, and here, the same surface is called convex (凸)."
    )
    return sentences(curved, half_way_down(place))


RULES = _(r"""
Four rules go down from the same two weights. W stands for both of them, dW for the gradient, α for the learning rate.
Squares, roots and quotients are taken element by element.

- **Gradient descent** takes a step against the gradient; the steeper the slope, the longer the step:
  $W := W - \alpha\, dW$
- **Momentum** keeps nine tenths of its last step, so steps in one direction add up, and steps in opposite directions
  cancel: $v := 0.9\, v - \alpha\, dW, \quad W := W + v$
- **RMSprop** divides each number by its recent size, so both weights take steps of about the same length:
  $s := 0.9\, s + 0.1\, dW^2, \quad W := W - \alpha\, dW / \sqrt{s}$
- **Adam** does both: m averages the last gradients, v their squares; the hats make up for both having begun at zero:
  $W := W - \alpha\, \hat m / \sqrt{\hat v}$

In the valley the slope across is steep and the slope along it is gentle. With a learning rate above the *largest stable
rate*, 2 / λ, gradient descent can't come to rest at the lowest point; λ is the curvature there in the steepest
direction. With a rate below it, it creeps along the valley. Momentum gathers speed there. RMSprop and Adam do not care
how large the numbers of an input are: they divide that out. But RMSprop's steps need not get shorter where the ground
gets flat, so near the lowest point it may jump back and forth, and farther the larger its rate.

The cure is simpler than any of these: **standardise the inputs**. Subtract the mean of each and divide by its standard
deviation, and the same samples make a much rounder landscape, on which plain gradient descent, at a rate that suits it,
goes almost straight to the lowest point.
""")
"""What each update rule does with a gradient, and what standardising does."""

WHAT_A_SWAP_TELLS = _(
    """
This network (tanh, {iterations:,} iterations at a learning rate of {rate:g}, so not quite at the bottom) has far more
than two weights. The pictures show one plane among all their values: the one through the trained network, the same
network with two units swapped (of all pairs, the one with the highest cost half-way), and the initial weights.

Every other order of its units, as long as they differ, is another point with the same cost. So this cost has several
lowest points, all equal. Whether there are higher ones, too, in which gradient descent can end, the swap does not tell:
only runs from several initial weights do, and longer ones than this.
""",
    iterations=ITERATIONS,
    rate=RATE,
)
"""What the pictures of two swapped units show, and what follows from it."""
