"""A hundred thousand typing errors in codes, each noticed without a look-up."""

import random

import pytest

from reports import receipts
from tests.reports.test_receipts import BY_CHANCE, unevenness

pytestmark = pytest.mark.proof


def test_a_hundred_thousand_errors_of_one_or_two_characters_are_all_noticed() -> None:
    choose = random.Random(11)  # noqa: S311  (repeatable errors)
    noticed = 0
    for _error in range(100_000):
        code = list(receipts.issue())
        for place in choose.sample(range(len(code)), choose.choice((1, 2))):
            code[place] = choose.choice([sign for sign in receipts.ALPHABET if sign != code[place]])
        try:
            receipts.read("".join(code))
        except receipts.Typo:
            noticed += 1
    assert noticed == 100_000


def test_a_million_codes_are_all_different_and_every_sign_stands_as_often_at_every_place() -> None:
    codes = {receipts.issue() for _number in range(1_000_000)}
    assert len(codes) == 1_000_000
    assert max(unevenness(codes)) < BY_CHANCE
