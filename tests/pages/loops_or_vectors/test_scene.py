"""The times as drawn and told: they are those measured, and no sentence says what they do not show."""

from playground.charts.style import CLASS_COLOURS
from playground.pages.loops_or_vectors.lesson import LONGEST, SIZES, LoopsOrVectors, Measured
from playground.pages.loops_or_vectors.scene import agreement, comparison, loops_or_vectors_view
from playground.training.formatting import duration, times
from tests.charts.static_views import assert_fills_the_first_screen, assert_whole, tables, texts
from tests.looped import looped

FASTER = [Measured(m, 2e-6 * m, 1e-6 * m**0.5, 1e-16) for m in SIZES]


@looped(
    ("written", "number", "text"),
    [
        (duration, 6.3e-06, "6.3 µs"),
        (duration, 0.00099, "990 µs"),
        (duration, 0.001, "1 ms"),
        (duration, 0.0221, "22 ms"),
        (duration, 1.0, "1 s"),
        (duration, 2.34, "2.3 s"),
        (duration, 180, "180 s"),
        (times, 0.5, "0.5"),
        (times, 1.44, "1.4"),
        (times, 10, "10"),
        (times, 1034.4, "1,034"),
    ],
)
def test_a_time_and_how_many_times_as_long_as_a_person_reads_it(written, number, text):
    assert written(number) == text


@looped("count", (0, 1, len(SIZES)))
def test_the_chart_and_the_table_hold_what_is_measured(count):
    measured = FASTER[:count]
    static_view = loops_or_vectors_view(LoopsOrVectors(), measured)
    loops, vectorised = static_view.figures["times"].data
    assert list(loops.x) == list(vectorised.x) == [one.m for one in measured]
    assert list(loops.y) == [one.loops for one in measured]
    assert list(vectorised.y) == [one.vectorised for one in measured]
    layout = static_view.figures["times"].layout
    assert (layout.xaxis.type, layout.yaxis.type) == ("log", "log")
    colours = {loops.line.color, vectorised.line.color}
    assert len(colours) == 2
    assert not colours & set(CLASS_COLOURS)
    (rows,) = tables(static_view)
    assert [row.cells[0] for row in rows] == [f"{one.m:,}" for one in measured]
    assert [row.cells[1:4] for row in rows] == [
        [duration(one.loops), duration(one.vectorised), times(one.ratio)] for one in measured
    ]
    assert_whole(static_view)
    assert_fills_the_first_screen(static_view, "In numbers")
    assert all(texts(static_view).values())
    m, loops_took, vectorised_took, ratio = rows[-1].cells[:4] if rows else ["–"] * 4
    assert list(static_view.numbers.values()) == [m, f"{ratio} times" if rows else ratio, loops_took, vectorised_took]


@looped("largest", [str(m) for m in SIZES])
def test_the_axis_goes_up_to_the_largest(largest):
    low, high = loops_or_vectors_view(LoopsOrVectors(largest=largest), []).figures["times"].layout.xaxis.range
    assert low < 1 <= len(largest) - 1 < high < len(largest)


@looped("slowest", [0.01, 1.3, 20])
def test_no_time_is_outside_the_chart(slowest):
    measured = [Measured(m, slowest * m / SIZES[-1], 1e-7 * m, 0) for m in SIZES]
    axis = loops_or_vectors_view(LoopsOrVectors(), measured).figures["times"].layout.yaxis
    assert 10 ** axis.range[0] < 1e-6 < slowest < 10 ** axis.range[1]


def test_before_anything_is_measured_nothing_is_claimed():
    assert comparison(LoopsOrVectors(), []) == "Nothing has been measured yet."
    assert "as soon as" in agreement([])


def test_how_much_faster_at_the_largest_m():
    start = "With 10 samples the loops are 6.3 times slower."
    assert comparison(LoopsOrVectors(), FASTER[:1]) == start
    assert comparison(LoopsOrVectors(), FASTER[:3]) == f"{start} With 1,000 samples the loops are 63 times slower."


def test_where_the_loops_win_it_is_said():
    measured = [Measured(10, 1e-6, 5e-6, 0.0), Measured(100, 1e-5, 1e-5, 0.0), *FASTER[2:]]
    won = "With 10 and 100 samples the loops were as fast, or faster."
    assert comparison(LoopsOrVectors(), measured[:2]) == won
    slower = "With 100,000 samples the loops are 632 times slower."
    assert comparison(LoopsOrVectors(), measured) == f"{slower} {won}"


def test_what_is_left_out_is_said_only_at_the_end():
    slow = [Measured(10, LONGEST / 2, 1e-5, 0.0)]
    assert "with 100 samples the loops would take about 2.5 s" in comparison(LoopsOrVectors(), slow)
    assert "left out" not in comparison(LoopsOrVectors(largest="10"), slow)
    assert "left out" not in comparison(LoopsOrVectors(), FASTER[:2])
    assert "left out" not in comparison(LoopsOrVectors(), FASTER)


@looped(
    ("difference", "words"),
    [(0.0, "bit for bit"), (3e-16, "by 3e-16 at most. Up to 1e-12"), (2e-12, "one of them is wrong")],
)
def test_what_is_said_of_the_difference(difference, words):
    assert words in agreement([Measured(10, 1e-5, 1e-6, difference), Measured(100, 1e-4, 1e-6, 0.0)])
