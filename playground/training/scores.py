"""How the score of each target is said: in tables and sentences, and in files.

To say another, add a line to :data:`SCORES`.
"""

from collections.abc import Callable
from typing import NamedTuple

from playground.language import _

from .formatting import percent
from .history import Measurement


class Score(NamedTuple):
    """How a score is said.

    ``label``, ``train``, ``test``: what it is called; on the training samples, and on the test samples
    ``written``: the score as text; a dash for None
    ``column``: its name in files and in code
    """

    label: str
    train: str
    test: str
    written: Callable[[float | None], str]
    column: str

    def of(self, point: Measurement) -> dict[str, str]:
        """The scores of a moment, by label: on the training samples, and if there are any on the test samples."""
        tested = {self.test: self.written(point.test_score)} if point.test_score is not None else {}
        return {self.train: self.written(point.score), **tested}


ACCURACY = Score(_("Accuracy"), _("Train accuracy"), _("Test accuracy"), percent, "accuracy")

SCORES: dict[str, Score] = {"two classes": ACCURACY, "several classes": ACCURACY}
"""How scores are said, by target."""
