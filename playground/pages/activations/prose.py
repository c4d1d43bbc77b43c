"""What *Activations* explains below its first screen: what a slope does to a gradient, and what follows from it."""

from playground.language import _
from playground.lessons.linear import NOT_LINEAR
from playground.lessons.prose import Paragraph

LAYERS_AND_GRADIENT = Paragraph(
    _(
        "Units stand in *layers*: the outputs of one layer are the inputs of the next. The *cost* says how wrong the "
        "last layer’s output is, and the *gradient* how the cost changes with each number in the network. It is "
        "computed from the output backwards, layer by layer, and a unit multiplies what reaches it by its slope g′(z)."
    )
)
"""What layers and a gradient are, before either is spoken of."""
CHAIN_RULE = (
    Paragraph(
        _(
            "The slope is a factor in the *chain rule*: the derivative of a function of a function is the product of "
            "both derivatives. So each layer multiplies what reaches it by its own slope:"
        ),
        (r"dZ^{[1]} = W^{[2]\,\mathsf T}\, dZ^{[2]} * g'(Z^{[1]})",),
    ),
    Paragraph(
        _(
            "The weights count as well; the numbers above leave them out. *Sigmoid* and *tanh* saturate: they are flat "
            "at both ends. The steepest slope of sigmoid is 0.25, at z = 0, so at most a quarter of a gradient passes "
            "through a layer; that of tanh is 1. *ReLU* does not saturate for z > 0, and lets nothing through for "
            "z < 0 (nor, by convention, at 0). *Leaky ReLU* keeps a slope of 0.01 there. *ELU* goes on as exp(z) − 1, "
            "so below 0 its slope dies away gradually. *GELU* is z times the probability that a standard normal number "
            "is below z: a ReLU without the corner, with a slope below 0 left of its lowest point."
        )
    ),
    Paragraph(NOT_LINEAR),
)
"""What the slopes do to a gradient."""
VANISHING = Paragraph(
    _(
        "By the chain rule, the gradient of a layer’s weights is a product: the layer’s own slope, the slopes and "
        "weights of all layers after it, and the outputs of the layer before it. Where such factors are small, each "
        "further layer makes the product smaller: *vanishing gradients*."
    )
)


def centred(how_many_units: str) -> Paragraph:
    """Why outputs around 0 are good for the next layer; with the title of the page that compares tanh with sigmoid."""
    return Paragraph(
        _(
            "If all inputs of a unit have the same sign, then for each sample the gradients of all its weights have "
            "the same sign, too: each sample pushes all of them up or all of them down, and only the mean over samples "
            "can mix signs. With inputs on both sides of 0, each weight can go its own way. That is one argument for "
            "tanh in hidden layers."
        ),
        notes=_(
            "The notes say that tanh is always better than sigmoid, above all where features differ clearly. Outputs "
            "around 0 are a reason why it often learns faster, no more. The experiment *Effect or chance* of *{page}* "
            "lets four activations learn the same noisy moons: with the seeds of that experiment none is better on "
            "test points by more than chance; with some others sigmoid comes last, and by more than that. Nothing here "
            "supports the remark on features.",
            page=how_many_units,
        ),
    )
