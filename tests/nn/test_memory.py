"""How many rows are reserved, and where products are cut into portions."""

from playground.nn.memory import padded_rows, portions
from tests.looped import looped


@looped("units", range(1, 130))
def test_padded_rows_are_whole_blocks_and_if_several_a_spare_row(units):
    assert units <= padded_rows(units) < units + 17
    assert padded_rows(units) % 16 == 0 or (units <= 8 and padded_rows(units) == 8)
    assert padded_rows(units) > units or units in (8, 16)


@looped("units", range(1, 40))
def test_padded_rows_in_blocks_of_other_sizes(units):
    assert padded_rows(units, 1) == units
    for block in (4, 8, 32):
        assert units < padded_rows(units, block) <= units + block
        assert padded_rows(units, block) % block == 0


def test_portions_are_whole_blocks_and_small_products():
    assert portions(400, 16 * 3) == [slice(0, 20832)]
    assert portions(1797, 16 * 65) == [slice(0, 960), slice(960, 1920)]
    assert portions(100, 10**7) == [slice(first, first + 16) for first in range(0, 100, 16)]
    assert len(portions(0, 50)) == 1
