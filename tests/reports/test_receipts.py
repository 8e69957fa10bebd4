"""The reporter's code: strength, forgiveness, and errors noticed without a look-up."""

import random
from collections import Counter
from collections.abc import Collection
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import receipts

CODE = receipts.issue()
BY_CHANCE = 110.0  # chi-squared with 31 degrees of freedom: once in some ten thousand million places by chance


def test_a_code_holds_130_random_bits_and_two_check_characters():
    assert receipts.DATA * 5 == 130
    assert len(CODE) == 28
    assert set(CODE) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert len({receipts.issue() for _number in range(2000)}) == 2000


def test_a_code_is_shown_in_seven_groups_of_four():
    groups = receipts.grouped(CODE).split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert "".join(groups) == CODE


def test_every_code_issued_reads_back_as_itself():
    for _number in range(500):
        code = receipts.issue()
        assert receipts.read(code) == code


def test_case_spaces_hyphens_and_look_alikes_are_forgiven():
    code = next(code for code in iter(receipts.issue, None) if "0" in code and code.count("1") > 1)
    spoken = receipts.grouped(code).lower().replace("-", " - ").replace("0", "o")
    spoken = spoken.replace("1", "l", 1).replace("1", "i", 1)
    assert receipts.read(f"  {spoken}\n") == code


def test_any_single_wrong_character_is_noticed():
    for place in range(receipts.LENGTH):
        for sign in receipts.ALPHABET:
            if sign != CODE[place]:
                with pytest.raises(receipts.Typo):
                    receipts.read(CODE[:place] + sign + CODE[place + 1 :])


def test_any_two_wrong_characters_are_noticed():
    # The code is linear: a pair of errors goes unnoticed in one code exactly if it does in all, and
    # so does every multiple of it. So the first error may be 1 in the word of zeros.
    for first, second in combinations(range(receipts.LENGTH), 2):
        for error in range(1, 32):
            word = [0] * receipts.LENGTH
            word[first], word[second] = 1, error
            assert any(receipts._syndrome(word, root) for root in range(receipts.CHECKS))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_one_or_two_wrong_characters_in_a_random_code_are_noticed(data):
    code = list(receipts.issue())
    places = data.draw(st.lists(st.integers(0, 27), min_size=1, max_size=2, unique=True))
    for place in places:
        code[place] = data.draw(st.sampled_from([sign for sign in receipts.ALPHABET if sign != code[place]]))
    with pytest.raises(receipts.Typo):
        receipts.read("".join(code))


def test_two_swapped_characters_are_noticed():
    for _number in range(200):
        code = list(receipts.issue())
        first, second = random.sample(range(28), 2)
        if code[first] == code[second]:
            continue
        code[first], code[second] = code[second], code[first]
        with pytest.raises(receipts.Typo):
            receipts.read("".join(code))


@pytest.mark.parametrize(
    "text",
    ["", "abc", "U" * 28, CODE + "0", CODE[:-1], "é" * 28, "\x00" * 28, "0" * 100_000],
    ids=["empty", "short", "letter U", "one more", "one less", "accents", "NUL", "huge"],
)
def test_what_cannot_be_a_code_is_a_typo(text):
    with pytest.raises(receipts.Typo):
        receipts.read(text)


def test_a_typo_says_one_sentence_in_indonesian():
    assert str(receipts.Typo()) == "Periksa lagi kodenya, ada salah ketik."


def test_the_stored_hash_is_keyed(settings):
    before = receipts.digest(CODE)
    assert len(before) == 64
    assert receipts.digest(CODE) == before
    settings.RECEIPT_PEPPER = "another pepper"
    assert receipts.digest(CODE) != before


def unevenness(codes: Collection[str]) -> list[float]:
    """Pearson's chi-squared of the 32 signs at each place: 31 on average where chance alone rules."""
    usual = len(codes) / len(receipts.ALPHABET)
    counts = [Counter(signs) for signs in zip(*codes, strict=True)]
    return [sum((count[sign] - usual) ** 2 for sign in receipts.ALPHABET) / usual for count in counts]


def test_every_sign_stands_about_as_often_at_every_place():
    places = unevenness([receipts.issue() for _number in range(20_000)])
    assert len(places) == 28
    assert max(places) < BY_CHANCE


def test_signs_that_are_not_even_are_noticed():
    lopsided = [receipts.issue().replace("7", "8") for _number in range(2_000)]
    assert max(unevenness(lopsided)) > BY_CHANCE


def test_a_ticket_is_random_and_fits_its_column():
    tickets = {receipts.ticket() for _number in range(1000)}
    assert len(tickets) == 1000
    assert all(len(ticket) == 12 for ticket in tickets)
