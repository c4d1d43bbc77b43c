"""The current state of runs as a picture for a slide or a paper: PNG and SVG."""

import html
import io
from typing import TYPE_CHECKING, Literal

from playground.charts.cost import Line
from playground.charts.style import ACCURACY_COLOUR
from playground.language import ENGLISH, Language, _, rendered
from playground.pages.digits.confusion import counts_in_the_test, how_it_misreads, misread
from playground.training import Field, RunGroup, View
from playground.training.formatting import percent

from .captions import in_words, numbers_lines, small_print, title_of
from .cost_curve import costs_of, curve_of, draw_costs, draw_line
from .digits import draw_confusion, draw_weights, weights_scale, weights_title
from .drawing import drawing
from .figures import SMALL, Box, PageLayout, blank_page, boundary_colours, page, write
from .fonts import drawn, heading_weight
from .patterns import draw_patterns

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOTS_PER_INCH = 200
"""Resolution of a PNG, which is 2,000 pixels wide."""
CELLS = 400
"""Cells along each side of a boundary."""

Kind = Literal["png", "svg"]


def picture(runs: RunGroup, view: View, kind: Kind, language: Language = ENGLISH) -> bytes:
    """A picture of these runs as on the page: points in the plane, or digits.

    Its text is in this language; in a PNG it is English if no font on the server has its letters.
    """
    make = points_picture if len(runs.first.X) == 2 else digits_picture
    return make(runs, view, kind, drawn(language) if kind == "png" else language)


def points_picture(runs: RunGroup, view: View, kind: Kind, language: Language = ENGLISH) -> bytes:
    """Boundaries with points, and the cost curve, on white, with a title and the settings in small print.

    The same runs give the same bytes. It takes some tenths of a second, during which nobody else may use the runs.

    Parameters
    ----------
    runs : one run or two on points in the plane
    view : how the page shows them
    language : language of the text

    Raises
    ------
    ValueError
        If there are more than two runs.
    """
    layout, extent = PageLayout.of(runs), runs.extent
    with drawing():
        figure, planes = page(runs, layout, extent, small_print(runs), language)
        for axes, run in zip(planes, runs.values(), strict=True):
            shades, colours = boundary_colours(
                Field(run.parameters, extent, CELLS, run.recipe.inputs_of), run, view, CELLS
            )
            axes.imshow(colours[shades], extent=extent, interpolation="none", aspect="auto", zorder=0)
            draw_patterns(axes, run.train, shades, extent)
        for place, text in zip(layout.lines, numbers_lines(runs), strict=True):
            write(figure, place, text, language)
        draw_costs(figure, layout.costs, costs_of(runs), view, runs.iteration, language)
        return _saved(figure, runs, view, kind, language)


def digits_picture(runs: RunGroup, view: View, kind: Kind, language: Language = ENGLISH) -> bytes:
    """The weights as pictures, the confusion matrix, and the costs with the test accuracy; see :func:`points_picture`.

    Parameters
    ----------
    runs : one run on digits
    view : how the page shows it
    language : language of the text
    """
    run = runs.first
    weights, confusion, costs = Box(36, 92, 256, 256), Box(350, 92, 256, 256), Box(674, 92, 214, 256)
    counts = counts_in_the_test(run)
    with drawing():
        figure = blank_page(runs, small_print(runs), language)
        write(figure, (36, 430, 10), numbers_lines(runs)[0], language)
        titles = (weights_title(run), _("Which digit is mistaken for which"), _("Cost"))
        scale = weights_scale(draw_weights(figure, weights, run))
        said = (scale, how_it_misreads(misread(counts)), "")
        for place, title, text in zip((weights, confusion, costs), titles, said, strict=True):
            write(
                figure,
                (place.left, place.bottom + place.height + 26, 10),
                title,
                language,
                weight=heading_weight(language),
            )
            write(figure, (place.left, place.bottom + place.height + 10, SMALL), text, language)
        draw_confusion(figure, confusion, counts, language)
        axes = draw_costs(figure, costs, costs_of(runs), view, runs.iteration, language)
        right = axes.twinx()
        draw_line(right, curve_of(run, Line(_("test accuracy"), ACCURACY_COLOUR, "dot"), "test_score"), language)
        right.set(ylim=(0, 1.1), yticks=[0, 0.5, 1])
        right.set_ylabel(rendered(_("test accuracy (dotted)"), language), labelpad=2)
        right.yaxis.set_major_formatter(lambda share, place: rendered(percent(share, 0), language))
        right.spines[["top", "left"]].set_visible(False)
        right.tick_params(length=3)
        return _saved(figure, runs, view, kind, language)


def _saved(figure: "Figure", runs: RunGroup, view: View, kind: Kind, language: Language) -> bytes:
    """The file, with its title and what it shows in words."""
    file, title = io.BytesIO(), rendered(title_of(runs), language)
    words = rendered(in_words(runs, view), language)
    metadata = {"Title": title} | ({"Date": None} if kind == "svg" else {"Description": words})
    figure.savefig(file, format=kind, dpi=DOTS_PER_INCH, facecolor="white", metadata=metadata)
    if kind == "png":
        return file.getvalue()
    # A browser and a screen reader look for it right after the title; matplotlib writes none.
    return file.getvalue().replace(
        b"</title>", f"</title>\n <desc>{html.escape(words, quote=False)}</desc>".encode(), 1
    )
