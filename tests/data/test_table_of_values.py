"""Tables with a number to be predicted: guessed, read, standardised, written and read again."""

import numpy as np
import pytest

from playground.data import MOST_POINTS, Points, make_dataset, pack, unpack
from playground.data.scaling import AS_THEY_ARE
from playground.data.table import Columns, parse, read, written
from playground.language import Message
from tests.looped import looped

ROWS = [(50, 1.0, 130_000), (80, 2.5, 250_500), (65, 0.5, 150_000), (120, 3.0, 400_000)]
FLATS = "size,rooms,price\n" + "\n".join(",".join(map(str, row)) for row in ROWS)


def reading(text, columns=Columns(0, 1, 2)):  # noqa: B008 - it can't be changed
    return read(parse(text), columns, number=True)


@looped(
    ("cells", "number"),
    [
        (["0", "1", "1", "0"], False),
        (["1.0", "2.0", "2.0"], False),  # whole numbers, as some programs write them
        (["1,0", "2,0", "2,0"], False),
        (["0.5", "1", "2"], True),
        (["0,5", "1", "2"], True),
        (["−0.5", "1", ""], True),
        (["1", "2", "3", "1"], False),
        (["1", "2", "3", "4", "5"], True),  # hardly a class for each point
        ([str(n) for n in range(10)] * 2, False),
        ([str(n) for n in range(11)], True),
        (["a", "b", "0.5"], False),
        (["1e400", "1", "2"], True),
        ([], False),
    ],
)
def test_few_whole_numbers_are_classes_and_many_or_decimals_are_numbers(cells, number):
    table = parse("a;b;c\n" + "\n".join(f"1;2;{cell}" for cell in cells or ["x"]))
    assert table.looks_like_number(2) == number


def test_inputs_and_numbers_are_standardised_and_stay_in_the_order_of_the_lines():
    result = reading(FLATS)
    assert not result.faults
    given = np.array(ROWS, float).T
    wanted = (given - given.mean(axis=1, keepdims=True)) / given.std(axis=1, keepdims=True)
    np.testing.assert_allclose(result.points.X, wanted[:2], atol=0.0015)
    np.testing.assert_allclose(result.points.labels, wanted[2], atol=0.0005)
    assert result.points.inputs == ("size", "rooms")
    assert result.points.names == ()
    name, mean, deviation = result.scalings[2]
    assert (name, mean) == ("price", given[2].mean())
    np.testing.assert_allclose(deviation, given[2].std())


def test_the_numbers_can_be_had_back_in_their_own_unit():
    points = reading(FLATS).points
    prices = np.array(ROWS)[:, 2]
    for kept in (points, unpack(pack(points))):
        dataset = kept.dataset
        assert kept.unit == points.unit == pytest.approx((prices.mean(), prices.std()))
        np.testing.assert_allclose(dataset.unit.original(dataset.labels), prices, atol=0.0005 * prices.std())
        for part in dataset.split(0.5):
            assert part.unit == dataset.unit
    table = parse(written(points.dataset, 0.25, 1))
    assert table.header == ("size", "rooms", "value", "set", "mean", "deviation")
    assert read(table, table.guess.columns, number=True).points == points


def test_numbers_so_large_that_an_output_could_overflow_stay_standardised():
    text = "\n".join(f"{n % 7},{n % 5},{n}e200" for n in range(1, 30))
    assert reading(text).points.unit == AS_THEY_ARE
    assert read(parse(FLATS), Columns(0, 2, 1), number=True).points.unit != AS_THEY_ARE


@looped("cells", [("", ""), ("nan", "1"), ("1", "0"), ("1", "-2"), ("1", "1e200"), ("a", "b")])
def test_a_unit_that_is_none_in_a_file_of_this_app_is_left_out(cells):
    mean, deviation = cells
    first, *rest = written(Points.of([[0, 1, 2], [0, 2, 1]], [0.5, 1, 2], ()).dataset, 0, 1).splitlines()
    lines = [f"{first},mean,deviation", *(f"{line},{mean},{deviation}" for line in rest)]
    points = reading("\n".join(lines)).points
    assert (points.labels.tolist(), points.unit) == ([0.5, 1, 2], AS_THEY_ARE)


def test_decimal_commas_are_told_by_the_numbers_to_be_predicted_too():
    points = reading("a;b;c\n1;2;1,5\n2;1;2,5\n3;5;4,0").points
    assert points == reading("a;b;c\n1;2;1.5\n2;1;2.5\n3;5;4.0").points


@looped(
    ("cell", "says"),
    [
        ("", "Line 6: there is no number in the column 'price'."),
        ("nan", "Line 6: there is no number in the column 'price'."),
        ("inf", "Line 6: 'inf' in the column 'price' is not a number."),
        ("cheap", "Line 6: 'cheap' in the column 'price' is not a number."),
        ("1e301", "Line 6: '1e301' in the column 'price' is too large."),
        ("=A1", "Line 6: '=A1' in the column 'price' is a formula: copy its value instead."),
    ],
)
def test_a_line_without_a_number_to_be_predicted_has_a_sentence(cell, says):
    result = reading(f"{FLATS}\n70,2,{cell}")
    assert result.faults == (says,)
    assert result.points == reading(FLATS).points


@looped(
    ("text", "says"),
    {
        "words": ("1,2,a\n2,3,b\n3,5,a", "Each needs three numbers: choose the right columns, or predict a class."),
        "all equal": (
            "1,2,7\n2,3,7.0\n3,5,7",
            "'column 3' has the same number everywhere, so there is nothing to learn",
        ),
        "an equal input": ("1,2,7\n1,3,8\n1,5,9", "'column 1' has the same number everywhere"),
    },
)
def test_what_cannot_be_used_as_a_whole(text, says):
    result = reading(text)
    assert result.points is None
    assert says in result.faults[-1]
    assert isinstance(result.faults[-1], Message)


def test_of_too_many_lines_the_first_are_used_and_it_is_said():
    result = reading("\n".join(f"{n % 7},{n % 5},{n}" for n in range(MOST_POINTS + 5)))
    assert result.points.size == MOST_POINTS
    assert "There are 2,005 lines, but no more than 2,000 points are possible" in result.faults[0]


def test_a_number_far_from_all_others_is_told():
    result = reading("\n".join(f"{n % 7},{n % 5},{10_000 if n == 3 else n}" for n in range(30)))
    assert dict(result.far) == {4: "Line 4: '10000' in the column 'column 3'."}


@looped("share", [0.0, 0.3])
def test_a_file_of_this_app_gives_the_same_points_bit_for_bit(share):
    dataset = make_dataset("saddle", 60)
    table = parse(written(dataset, share, 1))
    assert table.header == ("x1", "x2", "value", "set")
    columns = table.guess.columns
    assert (columns, table.looks_like_number(columns.label)) == (Columns(0, 1, 2), True)
    result = read(table, columns, number=True)
    assert result.points == Points.of_dataset(dataset)
    assert result.scalings == ()
    np.testing.assert_array_equal(result.testing, result.points.dataset.for_testing(share, 1))
    assert read(table, columns).points is None  # too many classes


def test_a_file_of_one_kind_is_standardised_when_it_is_read_as_the_other():
    classes = parse(written(Points.of([[0, 1, 2], [0, 2, 1]], [0, 1, 1], ["1", "2"]).dataset, 0, 1))
    assert len(read(classes, Columns(0, 1, 2), number=True).scalings) == 3
