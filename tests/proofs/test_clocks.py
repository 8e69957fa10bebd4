"""The long run of deadlines: a hundred thousand made-up clocks against the second opinion, no difference."""

import pytest
from hypothesis import given, seed, settings

from tests.procedures import stories
from tests.procedures.stories import Life
from tests.procedures.test_oracle import DECREED, SHOWN, differs

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

PARTS, CASES = 10, 10_000


@pytest.mark.parametrize("part", range(PARTS))
def test_portal_and_clerk_agree_on_ten_thousand_clocks_ten_times(part: int) -> None:
    tried, differing = 0, []

    @seed(part)
    @settings(max_examples=CASES, **SHOWN)
    @given(life=stories.lives())
    def compare(life: Life) -> None:
        nonlocal tried
        tried += 1
        if said := differs(life, DECREED):
            differing.append(said)

    compare()
    assert (tried, differing) == (CASES, [])
