"""Every cell of the permission table, role by role and standing by standing, is what HTTP does."""

import io
import random
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponseBase
from PIL import Image, UnidentifiedImageError

from reports.admin import desk
from services.accounts import permissions
from services.accounts.enums import Action, DataGroup, Role
from tests.attack import detector, doors, prints, stage
from tests.attack.crawling import SLUGS, body, filled, patterns
from tests.attack.doors import DOORS, Door
from tests.attack.stage import CONTEXTS, Stage, Visitor
from tests.factories import vault

pytestmark = pytest.mark.django_db
STAFF = [role for role in Role if role not in (Role.PUBLIC, Role.REPORTER, Role.SYSTEM)]
ALL = list(product(map(str, STAFF), CONTEXTS))
# One who may do much and a repeatable choice among the others with every run of the suite; all in `make proofs`.
FEW = [("leader", "own_office"), random.Random(20241003).choice(ALL)]  # noqa: S311  (no secret)
EVERY = [pair if pair in FEW else pytest.param(*pair, marks=pytest.mark.proof) for pair in ALL]
# Regions, guidance and rehearsal hold reference data alone.
ROOM = re.compile(r"/(?:admin/(?!regions/|guidance/|rehearsal/|logout/)|api/v1/(?!schema|docs)|data/)")
COLOUR = (0xB9, 0xCB, 0xD6)  # of the planted picture
Cell = tuple[str, str]  # group, action


def test_every_cell_has_a_probe_and_each_exception_its_reason() -> None:
    """A new role, group or action without a probe fails here."""
    shut = {
        (group, letter) for groups, letters, _why in doors.NO_DOOR for group in groups.split() for letter in letters
    }
    read_in_rooms = {(str(group), doors.R) for group in DataGroup}
    missing = set(product(map(str, DataGroup), map(str, Action))) - shut - set(DOORS) - read_in_rooms
    assert missing == set(), f"no probe for cell {sorted(missing)}"
    assert shut & set(DOORS) == set()
    assert all(len(why) > 20 for *_cell, why in doors.NO_DOOR)
    assert all(len(why) > 20 for why in doors.OTHERWISE.values())
    assert len(ALL) == len(STAFF) * len(CONTEXTS)
    assert set(doors.OTHERWISE) <= {(*pair, *cell) for pair in ALL for cell in {*DOORS, *read_in_rooms}}


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    vault.answer_here(monkeypatch)
    with time_machine.travel("2024-10-03T11:00:00+08:00", tick=False):
        yield stage.set_up()


def rooms(scene: Stage) -> list[str]:
    """Every address of the staff room with the keys of the stage in it."""
    values = {**scene.planted.ids(), **SLUGS}
    found = {one for pattern in patterns() if ROOM.match(pattern) for one in filled(pattern, values)}
    return sorted({*found, *scene.planted.addresses(), *stage.further(scene)})


def groups_in(content: bytes, scene: Stage) -> set[str]:
    """The groups of which the content holds a canary."""
    found = detector.found(content, scene.planted.canaries)
    return {group for word in found if len(scene.planted.canaries[word]) == 1 for group in scene.planted.canaries[word]}


def shows_the_picture(answer: HttpResponseBase, content: bytes) -> bool:
    """Whether the answer is the planted picture, or a clean copy of it."""
    if not answer.get("Content-Type", "").startswith("image/"):
        return False
    try:
        with Image.open(io.BytesIO(content.partition(b"\n\n")[2])) as drawn:
            pixel: Any = drawn.convert("RGB").getpixel((drawn.width // 2, drawn.height // 2))
    except UnidentifiedImageError:
        return False
    return all(abs(one - other) < 12 for one, other in zip(pixel, COLOUR, strict=True))


def read(by: Visitor, scene: Stage) -> set[str]:
    """The groups whose canaries the visitor finds in any room."""
    seen: set[str] = set()
    for room in rooms(scene):
        answer = by.browser.get(room)
        content = body(answer)
        assert answer.status_code < 500, room
        found = groups_in(content, scene) | ({"D7"} if shows_the_picture(answer, content) else set())
        seen |= found
    return seen


def opens(door: Door, by: Visitor, scene: Stage, before: Mapping[str, str]) -> tuple[bool, str]:
    """Whether the door opens; and what is wrong with a door that stays shut and yet changed or sent something.

    All of it is rolled back.
    """
    with transaction.atomic():
        answer = door.knock(by, scene)
        found = groups_in(body(answer), scene) if door.reading else set()
        changed = prints.changed(before)
        transaction.set_rollback(True)
    if door.shows in (found if door.reading else changed):
        return True, ""
    if changed or answer.status_code not in door.refuses:
        return False, f"{door.name}: {answer.status_code}, changed {sorted(changed)}"
    return False, ""


def differs(role: str, context: str, done: Mapping[Cell, bool]) -> dict[str, bool]:
    """The cells in which HTTP does otherwise than the table and `OTHERWISE` say, with what it does."""
    how = stage.stands(role, context)
    wrong = {}
    for (group, action), does in done.items():
        otherwise = (role, context, group, action) in doors.OTHERWISE
        if does == (permissions.may(role, action, group, how) == otherwise):
            wrong[f"{role} {context} {group} {action}"] = does
    return wrong


@pytest.mark.parametrize(("role", "context"), EVERY)
def test_what_each_cell_lets_be_read_is_what_is_found_in_the_rooms(role: str, context: str, scene: Stage) -> None:
    planted = {group for groups in scene.planted.canaries.values() if len(groups) == 1 for group in groups} | {"D7"}
    assert set(map(str, DataGroup)) - planted == set(), "no canary for these groups"
    seen = read(stage.visitor(role, context, scene), scene)
    by_get = {(str(group), doors.R): str(group) in seen for group in DataGroup if (group, doors.R) not in DOORS}
    assert differs(role, context, by_get) == {}
    assert not any(group in seen for group, action in DOORS if action == doors.R)  # never by a mere address


@pytest.mark.parametrize(("role", "context"), EVERY)
def test_what_each_cell_lets_be_done_is_what_the_doors_let_be_done(role: str, context: str, scene: Stage) -> None:
    by = stage.visitor(role, context, scene)
    before = prints.taken()
    tried = {cell: [opens(one, by, scene, before) for one in some] for cell, some in DOORS.items()}
    done = {cell: any(opened for opened, _fault in found) for cell, found in tried.items()}
    assert differs(role, context, done) == {}
    others = [
        one.name
        for cell, some in DOORS.items()
        for one, (opened, _fault) in zip(some, tried[cell], strict=True)
        if one.alone and opened != done[cell]
    ]
    assert others == [], "their cells say otherwise"
    assert [fault for found in tried.values() for _opened, fault in found if fault] == []


def test_a_page_that_asks_the_table_no_more_would_be_noticed(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    by = stage.visitor("operator", "assigned", scene)
    before = prints.taken()
    cell: Cell = (str(DataGroup.NOTES), doors.U)
    monkeypatch.setattr(desk.Desk, "actor_for", lambda self, _action, _group: self.actors[0])
    assert [opens(one, by, scene, before) for one in DOORS[cell]] == [(True, "")]
    assert differs("operator", "assigned", {cell: True}) == {"operator assigned D9 U": True}


@pytest.mark.parametrize(("role", "context"), EVERY)
def test_an_empty_act_anywhere_changes_nothing_at_all(role: str, context: str, scene: Stage) -> None:
    by = stage.visitor(role, context, scene)
    before = prints.taken()
    answers = {room: by.browser.post(room, {"post": "yes"}).status_code for room in rooms(scene)}
    assert [room for room, status in answers.items() if status >= 500] == []
    assert prints.changed(before) == set()
    if not permissions.may(role, doors.R, DataGroup.STATUS, context):
        of_the_case = {status for room, status in answers.items() if f"/case/{scene.planted.case.pk}/" in room}
        assert of_the_case <= {403, 404}
