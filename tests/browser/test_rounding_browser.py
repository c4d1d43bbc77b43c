"""The browser rounds as the server does."""

import numpy as np
from playwright.sync_api import Browser

from playground.export.scripts import FRONTEND
from playground.language import rounded
from tests.language.halves import HALVES

SCRIPT = FRONTEND / "basics/rounding.js"
ROUND = """async ({ script, halves, others }) => {
  const { rounded, significant } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  return [
    halves.map(([value, places]) => [value, -value].map((each) => rounded(each, places).toFixed(places))),
    others.map((each) => [significant(each, 3), significant(each, 2).toExponential(1)]),
  ];
}"""


def test_both_sides_round_halves_and_all_else_in_the_same_way(browser: Browser):
    random = np.random.RandomState(0)
    others = [0.0, 1.0, 0.0005, 2.345, 99.95, 1234.5, *(random.randn(2000) * 10.0 ** random.randint(-9, 9, 2000))]
    page = browser.new_page()
    given = {"script": SCRIPT.read_text(encoding="utf-8"), "halves": HALVES, "others": list(map(float, others))}
    fixed, digits = page.evaluate(ROUND, given)
    page.close()
    assert fixed == [[rounded(each, f".{places}f") for each in (value, -value)] for value, places in HALVES]
    assert [float(three) for three, _two in digits] == [float(rounded(each, ".3g")) for each in others]
    assert [float(two) for _three, two in digits] == [float(rounded(each, ".1e")) for each in others]
