"""What a still says, for the tests in this folder."""


def texts(still):
    """The texts by place: those above all, then for each panel its sentence and its numbers."""
    left = list(still.texts)
    found = {label: left.pop(0) for label in still.metrics}
    for panel in still.panels:
        if panel.sentence:
            found[panel.title] = left.pop(0)
        found |= {label: left.pop(0) for label in panel.metrics}
    assert not left
    return found


def number(text):
    return float(text.replace("−", "-").replace(",", "").replace("∞", "inf"))
