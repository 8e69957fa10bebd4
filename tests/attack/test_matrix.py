"""Every cell of the permission table against the matrix written by hand, and over HTTP in five contexts."""

from collections.abc import Iterator
from itertools import product

import pytest
import time_machine
from django.urls import reverse

from reports.models.case import Case
from services.accounts import access, permissions
from services.accounts.enums import Action, Context, DataGroup, Role
from services.accounts.models import User
from tests.attack import detector, expectation
from tests.attack.crawling import SLUGS, body, filled, patterns
from tests.attack.planting import NIP, OFFICE, PERSONNEL, VERBS, Planted, grow
from tests.factories import accounts

STAFF = [role for role in Role if role not in (Role.PUBLIC, Role.REPORTER, Role.SYSTEM)]
CONTEXTS = ("assigned", "untaken", "own_office", "other_office", "recused")
HOMES = {
    "bkpsdm": PERSONNEL,
    "bkn": "bkn",
    "custodian": "bawaslu-ri",
    "auditor": "bawaslu-ri",
    "sysadmin": "bawaslu-ri",
}
ELSEWHERE = {"bkpsdm": "bkpsdm-samarinda", "bkn": "bkn"}
PLANTED = {"D3", "D4", "D5", "D8", "D9", "D11"}  # groups with a canary of their own in the case
PAIRS = [
    ("verifier", "assigned"),
    ("verifier", "untaken"),
    ("verifier", "own_office"),
    ("verifier", "recused"),
    ("bkpsdm", "own_office"),
    ("leader", "other_office"),
]
OTHERS = [pair for pair in product(map(str, STAFF), CONTEXTS) if pair not in PAIRS]
EVERY = [*PAIRS, *(pytest.param(*pair, marks=pytest.mark.proof) for pair in OTHERS)]  # the others: `make proofs`


def test_the_table_says_in_every_cell_what_the_matrix_says() -> None:
    wrong = {
        (*cell, action): permissions.may(cell[0], action, cell[2], cell[1])
        for cell, letters in expectation.expected().items()
        for action in Action
        if permissions.may(cell[0], action, cell[2], cell[1]) != (action in letters)
    }
    assert wrong == {}


def test_the_matrix_has_every_cell_of_every_context_and_each_departure_says_why() -> None:
    cells = set(product(map(str, Role), map(str, Context), map(str, DataGroup)))
    assert set(expectation.expected()) == cells
    made = list(expectation.decisions())
    assert len({cell for cell, *_rest in made}) == len(made)
    for cell, letters, decided, why in made:
        assert expectation.reference()[cell] == letters, cell
        assert set(letters) != set(decided), cell
        assert len(why) > 20, cell


@pytest.fixture
def planted() -> Iterator[Planted]:
    with time_machine.travel("2024-10-03T11:00:00+08:00", tick=False):
        yield grow()


def person(role: str, context: str, planted: Planted) -> User:
    """Somebody of the role who stands so to the planted case."""
    home = HOMES.get(role, OFFICE)
    away = ELSEWHERE.get(role, home if role in HOMES else "bawaslu-samarinda")
    own = {"person_hash": access.person_hash(NIP)} if context == "recused" else {}
    user = accounts.officer(role, away if context == "other_office" else home, **own)
    if context in ("assigned", "untaken"):
        Case.objects.filter(pk=planted.case.pk).update(officer=user.pk if context == "assigned" else None)
    return user


def standing(role: str, context: str) -> str:
    """How they stand to what lies in the case: the two desks to its package, BKN to all packages of the land."""
    if role == Role.BKN and context != "recused":
        return "received"
    here = ("assigned", "untaken", "own_office")
    return "received" if role == Role.BKPSDM and context in here else context


def rooms(planted: Planted) -> list[str]:
    """Every address of the staff room with the keys of the planted case in it."""
    values = {**planted.ids(), **SLUGS}
    found = {one for pattern in patterns() if pattern.startswith("/admin/") for one in filled(pattern, values)}
    return sorted(one for one in found | set(planted.addresses()) if "logout" not in one)


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "context"), EVERY)
def test_over_http_a_group_is_read_exactly_where_the_matrix_says_so(role: str, context: str, planted: Planted) -> None:
    browser = accounts.signed_in(person(role, context, planted))
    read: set[str] = set()
    for room in rooms(planted):
        answer = browser.get(room)
        assert answer.status_code < 500, room
        words = detector.found(body(answer), planted.canaries, deep=0)
        read |= {group for word in words if len(planted.canaries[word]) == 1 for group in planted.canaries[word]}
    assert read - {"D13"} == expectation.reads(role, standing(role, context)) & PLANTED


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "context"), EVERY)
def test_over_http_an_empty_act_changes_nothing_and_who_reads_no_case_is_refused(
    role: str, context: str, planted: Planted
) -> None:
    browser = accounts.signed_in(person(role, context, planted))
    before = Case.objects.values().get(pk=planted.case.pk)
    answers = {
        verb: browser.post(reverse("admin:reports_case_verb", args=[planted.case.pk, verb])).status_code
        for verb in VERBS
    }
    if "R" not in expectation.expected()[role, context, "D10"]:
        assert set(answers.values()) <= {403, 404}, answers
    assert Case.objects.values().get(pk=planted.case.pk) == before
