"""What a static view says, for the tests in this folder."""


def texts(static_view):
    """The texts by place: the numbers above all by label, of each panel its sentence by title and its numbers."""
    found = dict(static_view.numbers)
    for panel in static_view.panels:
        if panel.sentence is not None:
            found[panel.title] = panel.sentence
        found |= panel.numbers
    return found


def tables(static_view):
    """The rows of all tables, in order."""
    return [panel.table.rows for panel in static_view.panels if panel.table]


def assert_whole(static_view):
    """Every figure is in a panel, every row as wide as its headings, and every help is on something to be seen."""
    assert [name for panel in static_view.panels for name in panel.charts] == list(static_view.figures)
    for panel in static_view.panels:
        if panel.table:
            assert {len(row.cells) for row in panel.table.rows} <= {len(panel.table.headings)}
    headings = [heading for panel in static_view.panels if panel.table for heading in panel.table.headings]
    labels = {*static_view.numbers, *(label for panel in static_view.panels for label in (panel.title, *panel.numbers))}
    assert {label for panel in static_view.panels for label in panel.help} <= labels | set(headings)


def assert_fills_the_first_screen(static_view, *below):
    """The charts share the height of the window, and nothing but ``below`` comes after it."""
    assert static_view.fills
    assert [panel.title for panel in static_view.panels if panel.below] == list(below)
    on_it = [name for panel in static_view.panels if not panel.below for name in panel.charts]
    assert on_it
    for name in on_it:
        assert not {"height", "aspect"} & {*(static_view.figures[name].layout.meta or ())}


def number(text):
    return float(text.replace("−", "-").replace(",", "").replace("∞", "inf"))
