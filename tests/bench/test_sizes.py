"""The sizes of a measurement: what is asked for is what is measured."""

import pytest

from bench.__main__ import first_size, some


@pytest.mark.parametrize(
    ("base", "sizes", "made"),
    [(500, [300, 10_000], 300), (500, [10_000, 100_000, 1_000_000], 500), (500, [10_000, 300], 300), (800, [800], 800)],
)
def test_the_engine_makes_no_more_cases_than_the_smallest_size(base: int, sizes: list[int], made: int) -> None:
    assert first_size(base, sizes) == made


@pytest.mark.parametrize("value", ["0", "-300", "many", "1.5"])
def test_a_size_is_a_number_of_cases(value: str) -> None:
    with pytest.raises(ValueError, match=r"invalid literal|^$"):
        some(value)
