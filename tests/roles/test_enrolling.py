"""The staff room enrols an officer's code generator in the database role it has in production."""

from uuid import uuid4

import pytest

from netralitas.roles.table import DbRole
from services.vault import sealing
from services.vault.models import Envelope
from tests.roles import processes

pytestmark = pytest.mark.django_db


def test_the_staff_room_enrols_a_second_device_without_a_right_to_delete_envelopes(roles: None) -> None:
    account = uuid4()
    with processes.process(DbRole.STAFF):
        for secret in (b"first", b"second"):
            sealing.enrol(account, person="p" * 64, secret=secret)
    assert Envelope.objects.filter(kind="second_factor", subject=account).count() == 2
