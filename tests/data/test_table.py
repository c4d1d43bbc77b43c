"""Tables that visitors paste or upload: every common form is read, and every fault gets a sentence with its line."""

import contextlib
import csv
import io
import tracemalloc
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from playground.data import Points, make_dataset, pack, unpack
from playground.data.encodings import ENCODINGS, encoding_of
from playground.data.points import LONGEST_NAME, MOST_OWN_CLASSES, MOST_POINTS
from playground.data.scaling import far_off
from playground.data.table import MOST_BYTES, Columns, parse, read, written
from playground.language import Message
from tests.looped import looped

PLACES = [(1.5, 20.0, "a"), (-2.25, 30.5, "b"), (3.0, 1e1, "a"), (0.125, -4e-1, "b")]


def text(separator=",", decimal=".", header=True, ending="\n", places=PLACES):
    lines = [separator.join(("size", "age", "kind"))] if header else []
    lines += [separator.join((f"{a}".replace(".", decimal), f"{b}".replace(".", decimal), c)) for a, b, c in places]
    return ending.join([*lines, ""])


def reading(given, columns=None):
    table = parse(given)
    return read(table, columns or table.guess.columns)


def standardised(places=PLACES, inputs=("size", "age")):
    """The points by the textbook, in the order of their classes."""
    X = np.array([[a, b] for a, b, _ in places]).T
    X = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
    names = list(dict.fromkeys(c for *_, c in places))
    labels = [names.index(c) for *_, c in places]
    return Points.of(X, labels, names, inputs)


EXPECTED = standardised()


@looped(
    "given",
    {
        "CSV": text(),
        "no header": text(header=False),
        "TSV": text("\t"),
        "semicolons": text(";"),
        "decimal commas": text(";", ","),
        "decimal commas without header": text(";", ",", header=False),
        "Windows": text(ending="\r\n"),
        "old Macs": text(ending="\r"),
        "BOM": "\ufeff" + text(),
        "UTF-8 with BOM": text().encode("utf-8-sig"),
        "UTF-16": text("\t").encode("utf-16"),
        "UTF-16, the other way": b"\xfe\xff" + text("\t").encode("utf-16-be"),
        "empty lines": "\n\n" + text().replace("\n", "\n\n,,\n"),
        "spaces": text(", "),
        "quoted": '"size","age","kind"\n' + "\n".join(f'"{a}","{b}","{c}"' for a, b, c in PLACES),
        "plus signs and exponents": "+1.5,2e1,a\n-2.25,30.5,b\n3,10.,a\n.125,-4E-1,b",
        "minus signs as they are printed": text().replace("-", "−"),
        "semicolons in words": text().replace("\n", ",v;w;x\n"),
        "quotation marks for inches": text("\t").replace("\n", '\tof 5", "or so\n'),
    },
)
def test_every_common_form_is_read(given):
    result = reading(given)
    assert result.faults == ()
    assert replace(result.points, inputs=EXPECTED.inputs) == EXPECTED
    assert [scaling.mean for scaling in result.scalings] == pytest.approx([0.59375, 15.025])
    assert [scaling.deviation for scaling in result.scalings] == pytest.approx(
        [np.std([p[0] for p in PLACES]), np.std([p[1] for p in PLACES])]
    )


CATS = "x1,x2,类别\n1.5,2,猫\n2,3,狗\n3,1,猫\n"


@looped(
    ("given", "encoding", "guessed"),
    {
        "Chinese, from Windows": (CATS, "gb18030", "gb18030"),
        "no header": ("1.5,2,猫\n2,3,狗\n3,1,猫\n", "gbk", "gb18030"),
        "a header alone": ("身高,体重,类别\n1.5,2,a\n2,3,b\n3,1,a\n", "gb18030", "gb18030"),
        "a rare character": ("1.5,2,鸢尾\n2,3,b\n3,1,b\n", "gb18030", "gb18030"),
        "French": ("taille;poids;espèce\n1,5;2;bébé\n2;3;élevé\n3;1;âgé\n", "cp1252", "cp1252"),
        "one word": ("1,2,été\n2,3,hiver\n3,1,été\n", "cp1252", "cp1252"),
        "German": ("Größe;Gewicht;Art\n1,5;2;Hündin\n2;3;Rüde\n3;1;süß\n", "cp1252", "cp1252"),
        "Spanish": ("1,2,niño\n2,3,león\n", "cp1252", "cp1252"),
        "UTF-8": (CATS, "utf-8", "utf-8-sig"),
        "UTF-8 with its mark": (CATS, "utf-8-sig", "utf-8-sig"),
        "UTF-16": (CATS, "utf-16", "utf-16"),
    },
)
def test_the_encoding_of_a_short_file_is_told_from_its_bytes(given, encoding, guessed):
    file = given.encode(encoding)
    assert encoding_of(file) == guessed
    assert parse(file) == parse(given)
    assert guessed in ENCODINGS


def test_another_encoding_can_be_chosen():
    file = "1,2,кошка\n2,3,собака\n3,1,кошка\n".encode("cp1251")
    table = parse(file, "cp1251")
    assert read(table, table.guess.columns).points.names == ("кошка", "собака")
    for encoding in ENCODINGS:
        with contextlib.suppress(ValueError):  # any may be chosen for any file
            parse(file, encoding)


def test_letters_that_are_no_ascii_are_read_in_every_encoding():
    given = text(";", ",").replace("kind", "Größe").replace("a\n", "größer\n").replace("b\n", "日本\n")
    for encoding in ("utf-8", "utf-16"):
        assert reading(given.encode(encoding)).points.names == ("größer", "日本")
    latin = given.replace("日本", "naïve").encode("cp1252")
    assert reading(latin).points.names == ("größer", "naïve")


# Columns


@looped(
    ("header", "row", "guess"),
    [
        ("a,b,c", "1.5,2.5,{c}", (0, 1, 2)),
        ("species,a,b", "{c},1.5,2.5", (1, 2, 0)),
        ("a,species,b", "1.5,{c},2.5", (0, 2, 1)),
        ("Id,a,b,d,e,Species", "{n},1.5,2.5,3,4,{c}", (1, 2, 5)),  # the irises, as they go round
        ("a,b,name,class", "1.5,2.5,x{n},{c}", (0, 1, 3)),
        ("class,a,b,c", "{d},1.5,2.5,3.5", (1, 2, 0)),
        ("a,b,c", "1.5{n},2.5{n},{d}", (0, 1, 2)),  # classes that are numbers
        ("n,a,class", "{n},1.5,{c}", (0, 1, 2)),  # nothing else to choose
        ("x;y;k", "{d};{d};{d}", (0, 1, 2)),
        ("x,y,k", "1.5{n},{d},2.5{n}", (0, 2, 1)),  # the only one with few values
        ("y,x1,x2", "{d},1,2", (1, 2, 0)),
        ("x1,x2,y,place", "1,2,{d},{c}", (0, 1, 2)),
        ("类别,a,b,c", "{d},1,2,3", (1, 2, 0)),
        ("标签,a,b,c", "{d},1,2,3", (1, 2, 0)),
        ("a,b,animal,legs", "1,2,{c},{d}", (0, 1, 2)),  # words before numbers
        ("price,cut,carat,depth", "{n}0,{c},0.{n},6{n}", (2, 3, 0)),  # a number that is called so before words
        ("sex,a,b,target", "{d},1.{n},2.{n},{n}1", (0, 1, 3)),
        ("x,y,animal", "1.{n},2.{n},{c}", (0, 1, 2)),  # beside an x, y is a coordinate
        ("y,a,b", "1.{n},2.{n},3.{n}", (1, 2, 0)),
    ],
)
def test_a_sensible_guess(header, row, guess):
    lines = [header, *(row.format(n=n, c="ab"[n % 2], d=n % 2) for n in range(1, 13))]
    assert parse("\n".join(lines)).guess.columns == guess


@looped(
    ("header", "row", "why"),
    [
        ("a,b,class", "1,2,{d}", "the class is the column 'class', judging by its name"),
        ("a,b,animal", "1,2,{c}", "the class is the column 'animal', since it has words"),
        ("x,y,k", "1,2,{d}", "the class is the column 'k', as the last with few different values"),
        ("a,b,c", "1.{n},2.{n},3.{n}", "the column to predict is 'c'. If it"),
        ("a,b,value,animal", "1,2,3.{n},{c}", "the column to predict is 'value', judging by its name"),
        ("a,b,c", "1{n},2{n},x{n}", ""),
    ],
)
def test_it_is_said_why_a_column_was_taken_for_the_class(header, row, why):
    lines = [header, *(row.format(n=n, c="ab"[n % 2], d=n % 2) for n in range(1, 13))]
    said = parse("\n".join(lines)).guess.why
    assert why in said
    assert bool(said) == bool(why)


def test_columns_can_be_chosen():
    table = parse("a,b,c,d,kind\n1,5,2,9,x\n2,6,1,8,y\n4,1,1,7,x")
    assert table.names == ("a", "b", "c", "d", "kind")
    points = read(table, Columns(3, 1, 4)).points
    assert points == standardised([(9, 5, "x"), (8, 6, "y"), (7, 1, "x")], ("d", "b"))
    for columns in (Columns(0, 0, 4), Columns(0, 1, 1)):
        result = read(table, columns)
        assert result.points is None
        assert result.faults == ("The two inputs and the column to predict must be three different columns.",)


def test_columns_without_a_name_or_with_the_same_get_one():
    assert parse("a,,a,k\n1,2,3,x\n2,3,4,y").names == ("a", "column 2", "a (3)", "k")
    assert parse("1,2,x\n2,3,y").names == ("column 1", "column 2", "column 3")


# Faults


@looped(
    ("line", "says"),
    {
        "missing": (",2,a", "there is no number in the column 'size'"),
        "NA": ("1,NA,a", "there is no number in the column 'age'"),
        "question mark": ("?,1,a", "there is no number in the column 'size'"),
        "infinite": ("inf,1,a", "'inf' in the column 'size' is not a number"),
        "word": ("one,1,a", "'one' in the column 'size' is not a number"),
        "two numbers": ("1 2,1,a", "'1 2' in the column 'size' is not a number"),
        "other digits": ("٣,1,a", "is not a number"),
        "underscore": ("1_000,1,a", "'1_000' in the column 'size' is not a number"),
        "formula": ("=1+2,1,a", "'=1+2' in the column 'size' is a formula: copy its value"),
        "spreadsheet error": ("#DIV/0!,1,a", "'#DIV/0!' in the column 'size' is not a number"),
        "too large": ("1e301,1,a", "'1e301' in the column 'size' is too large"),
        "beyond a float": ("1e999,1,a", "'1e999' in the column 'size' is too large"),
        "no class": ("1,2,", "it has no class in the column 'kind'"),
        "class is a formula": ("1,2,=cmd|' /C calc'!A0", "begins as a formula does"),
        "short": ("1,2", "it has only 2 cells, and the column 'kind' is missing"),
        "one cell": ("1", "it has only 1 cell"),
        "long cell": ("9" * 500 + "x,1,a", "…' in the column 'size' is not a number"),
    },
)
def test_a_line_that_cannot_be_read_has_a_sentence_with_its_number(line, says):
    lines = text().splitlines()
    result = reading("\n".join([*lines[:3], line, *lines[3:]]))
    (fault,) = result.faults
    assert fault.text == "Line {line:,}: {fault}"
    assert isinstance(fault.values["fault"], Message)
    assert fault.startswith("Line 4: ")
    assert says in fault
    assert fault.endswith(".")
    assert len(fault) < 160
    assert result.points == EXPECTED  # of the other lines


def test_a_decimal_mark_that_is_not_that_of_the_others_and_the_number_of_its_line():
    result = reading(text(";", ",") + "1.5;2,5;a\n")
    assert result.faults == ("Line 6: '1.5' in the column 'size' has a point, where other numbers have a comma.",)
    result = reading(text(";") + "1,234;2.5;a\n")
    assert result.faults == ("Line 6: '1,234' in the column 'size' has a comma, where other numbers have a point.",)
    result = reading('a,b,c\n\n1,2,x\n"3\n",2,x\n\nx,2,y\n3,4,y\n')  # it counts the lines of the text
    assert [fault.split(":")[0] for fault in result.faults] == ["Line 7"]


@looped(
    ("given", "says"),
    {
        "one class": ("1,2,a\n2,3,a\n3,5,a", "All points have the class 'a': there must be at least 2 classes."),
        "a constant column": ("1,2,a\n1,3,b\n1,5,a", "'column 1' has the same number everywhere"),
        "the other constant": ("1,2,a\n3,2,b\n1,2,a", "'column 2' has the same number everywhere"),
        "a header alone": ("a,b,c", "No line can be used"),
        "no good line": ("a,b,c\nx,y,1\nz,1,x", "No line can be used"),
        "too many classes": (
            "\n".join(f"{n},{n * n},c{n}" for n in range(MOST_OWN_CLASSES + 1)),
            "has 11 different values, but no more than 10 classes are possible",
        ),
        "names alike": (f"1,2,{'x' * 25}1\n2,3,{'x' * 25}2", "Two classes begin with the same 19 characters"),
    },
)
def test_what_cannot_be_used_as_a_whole(given, says):
    result = reading(given, Columns(0, 1, 2))
    assert result.points is None
    assert says in result.faults[-1]
    assert isinstance(result.faults[-1], Message)


def workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>" * 100)
    return file.getvalue()


@looped(
    ("given", "says"),
    {
        "nothing": ("", "There is nothing in it"),
        "BOM alone": (b"\xef\xbb\xbf", "There is nothing in it"),
        "two columns": ("1,2\n3,4", "it needs three columns or more"),
        "prose": ("This is a letter.\nIt has two lines.", "it needs three columns or more"),
        "NUL bytes": (b"1,2,a\n\0\0\0", "not text but another kind of file"),
        "UTF-16 without its mark": (text().encode("utf-16-le"), "not text but another kind of file"),
        "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "not text but another kind of file"),
        "a workbook": (workbook(), "save the table as CSV"),
        "5 MB": ("1,2,a\n" * (MOST_BYTES // 6 + 1), "MB can be read"),
        "a cell that never ends": ('a,b,c\n1,2,"' + "x" * 200_000, "Line 2 is too long"),
        "a quotation mark that is never closed": ('a,b,c\n1,2,"' + "x,1,2\n" * 2000, "Line 52 is too long"),
        "5 MB in a line": ("12," * (MOST_BYTES // 3), "Line 1 is too long"),
    },
)
def test_what_is_no_table(given, says):
    with pytest.raises(ValueError, match=says) as caught:
        reading(given)
    assert str(caught.value).endswith(".")
    assert isinstance(caught.value.args[0], Message)


def test_duplicates_are_kept_and_said():
    result = reading("1,2,a\n1,2,a\n1,2,b\n3,4,b\n1,2,a")
    assert result.points.counts == (3, 2)
    assert result.remarks == ("2 points are repeats of others: all are kept.",)
    assert reading("1,2,a\n3,4,b").remarks == ()


@looped("size", [1e-320, 1e-300, 1e-10, 1.0, 1e150, 1e299])
def test_huge_and_tiny_numbers_are_standardised(size):
    rows = [(1 * size, 5 * size, "a"), (2 * size, 1 * size, "b"), (4 * size, 3 * size, "a")]
    points = reading("\n".join(f"{a!r},{b!r},{c}" for a, b, c in rows)).points
    plain = standardised([(1, 5, "a"), (2, 1, "b"), (4, 3, "a")])
    np.testing.assert_allclose(points.X, plain.X, atol=1e-2 if size < 1e-310 else 1e-9)


def test_numbers_that_differ_in_their_last_digit_alone_are_standardised():
    result = reading("1,1000000000.0000001,a\n2,1000000000.0000002,b\n3,1000000000.0000003,a")
    assert np.isfinite(result.points.X).all()


def test_of_very_many_lines_no_more_are_kept_than_needed_and_it_is_said():
    result = reading("\n".join(f"{n % 37},{n % 41},{'ab'[n % 2]}" for n in range(7000)))
    assert sum(result.points.counts) == MOST_POINTS
    assert result.faults == (
        "There are 7,000 lines, but no more than 2,000 points are possible: only the first 2,000 can be used.",
    )
    rows = ("1.5,2.5,a\n2.5,1.5,b\n" * (MOST_BYTES // 20))[:MOST_BYTES]
    assert len(parse(rows.encode()).rows) <= 3 * MOST_POINTS + 1


@looped(
    "given",
    [
        "12,13,a\n" * (MOST_BYTES // 8),
        ("12," * 3000 + "\n") * 500,
        '"1\n",' * 800_000,
        "\n" * MOST_BYTES + "1,2,a",
    ],
)
def test_however_large_a_text_is_little_memory_is_needed(given):
    tracemalloc.start()
    with contextlib.suppress(ValueError):
        parse(given)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 8 * MOST_BYTES  # the text itself has four bytes for each letter while it is read line by line


def test_a_long_class_is_shortened():
    points = reading(f"1,2,{'long ' * 10}\n3,4,short").points
    assert points.names == ("long long long long…", "short")
    assert len(points.names[0]) == LONGEST_NAME


# Numbers far from all others


def column(numbers):
    """A table with a column of these numbers beside one that is evenly spread."""
    return "height,other,kind\n" + "\n".join(f"{each!r},{n % 29},{'ab'[n % 2]}" for n, each in enumerate(numbers))


def heights(count):
    return (170 + 10 * np.random.RandomState(4).randn(count)).round(1).tolist()


@looped(
    ("numbers", "lines"),
    {
        "-999 among 150": ([*heights(70), -999, *heights(79)], [72]),
        "a million among 2,000": ([*heights(1999), 1e6], [2001]),
        "several, at both ends": ([-999, 1500.0, -999, *heights(50)], [2, 3, 4]),
        "so large that a difference overflows": ([1e300, -1e300, *heights(50)], [2, 3]),
        "none": (heights(2000), []),
        "most are the same": ([0.0] * 50 + [1.0, 2.0, 50.0], []),
        "a handful": ([1, 2, 3, 4, 900.0], []),
    },
)
def test_numbers_far_from_all_others_are_told_with_their_lines(numbers, lines):
    result = reading(column(numbers))
    assert [*result.far] == lines
    for line, said in result.far.items():
        assert said == f"Line {line:,}: '{numbers[line - 2]!r}' in the column 'height'."
    assert sum(result.points.counts) == len(numbers)  # they are told, no more


def test_lines_are_left_out_on_request_and_the_others_scaled_without_them():
    table = parse(column([*heights(70), -999, *heights(79)]))
    columns = table.guess.columns
    rest = read(table, columns, without=read(table, columns).far)
    assert (sum(rest.points.counts), dict(rest.far)) == (149, {})
    assert 165 < rest.scalings[0].mean < 175
    assert np.ptp(rest.points.X[0]) > 4  # not squeezed into a corner


@looped(
    ("draw", "most"),
    [
        (lambda random: random.randn, 0),
        (lambda random: random.rand, 0),
        (lambda random: lambda m: random.exponential(size=m), 0.01),
        (lambda random: lambda m: np.exp(random.randn(m)), 0.02),
        (lambda random: lambda m: random.standard_t(3, m), 0.04),
    ],
)
def test_columns_without_a_fault_are_seldom_suspected_however_skewed(draw, most):
    drawn = draw(np.random.RandomState(1))
    for count, times in ((150, 1000), (2000, 300)):
        assert np.mean([far_off(drawn(count)).any() for _ in range(times)]) <= most


# The app's own files


MOONS = make_dataset("moons", 90)
OWN = Points.of(MOONS.X, MOONS.labels, ["left, or “x”", "-1"])


@looped("share", [0, 0.2, 0.5])
def test_a_file_of_this_app_gives_the_same_points_bit_for_bit(share):
    given = written(OWN.dataset, share, 3)
    for file in (given, given.encode(), given.replace("\n", "\r\n")):
        result = reading(file)
        assert result.points == OWN
        assert pack(result.points) == pack(OWN)
        assert (result.faults, result.scalings) == ((), ())
        np.testing.assert_array_equal(result.testing, OWN.dataset.for_testing(share, 3))
    again = written(result.points.dataset, share, 3)
    assert again == given


def test_the_names_of_the_columns_are_those_of_the_inputs_and_stay_in_the_file_and_in_the_link():
    points = reading(text().replace("age", "年龄 $x$")).points
    assert points.inputs == points.dataset.input_names == ("size", "年龄 $x$")
    assert unpack(pack(points)) == points
    assert reading(written(points.dataset, 0.5, 1)).points == points
    plain = Points.of(points.X, points.labels, points.names)
    assert pack(plain) != pack(points)
    for header in ("x1,x2,class", "1,2,a", "=1+a,b,kind"):  # none, or none that can be used
        assert reading(f"{header}\n1,2,a\n3,5,b").points.inputs == ("x₁", "x₂")


def test_a_file_of_this_app_is_read_back_however_few_its_points_are_and_wherever_they_lie():
    for own in (
        Points.of([[1], [2]], [0], ["a"]),
        Points.of([[0, 0, 0], [1, 2, 3]], [0, 1, 0], ["a;b;c", "d;e;f"]),
        Points.of_dataset(make_dataset("spiral", 100, classes=3)),
    ):
        assert reading(written(own.dataset, 0, 1)).points == own


def test_the_marks_of_a_file_stay_with_their_points_whatever_the_order_of_the_lines():
    head, *lines = written(OWN.dataset, 0.3, 3).splitlines()
    lines = [lines[n] for n in np.random.RandomState(1).permutation(len(lines))]
    result = reading("\n".join([head, *lines]))
    marked = {tuple(place) for place in result.points.X[:, result.testing].T}
    assert marked == {tuple(place) for place in OWN.dataset.split(0.3, 3)[1].X.T}
    assert reading("\n".join([head, *lines[:-1], lines[-1][:-5] + "maybe"])).testing is None


def test_a_file_of_this_app_after_a_spreadsheet_with_decimal_commas():
    rows = list(csv.reader(io.StringIO(written(OWN.dataset, 0, 1))))
    other = io.StringIO()
    csv.writer(other, delimiter=";").writerows(
        [a[:11].replace(".", ","), b[:11].replace(".", ","), *rest]
        for a, b, *rest in rows  # as much as it shows
    )
    assert reading(other.getvalue()).points == OWN


def test_the_marks_are_those_of_the_split():
    rows = list(csv.reader(io.StringIO(written(OWN.dataset, 0.2, 7))))[1:]
    train, test = OWN.dataset.split(0.2, 7)
    for part, mark in ((train, "train"), (test, "test")):
        marked = sorted((float(a), float(b)) for a, b, _, each in rows if each == mark)
        assert marked == sorted(map(tuple, part.X.T.tolist()))


def test_a_table_with_the_same_header_is_standardised_all_the_same():
    result = reading("x1,x2,class,set\n0.1,0.25,a,train\n3,4,b,train\n5,5,b,test")
    assert len(result.scalings) == 2
