"""Data groups, invariants, and what must not be a column."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from services.vault import datagroups, invariants, refusals
from services.vault.models import Envelope, Grant
from tests.factories import vault

pytestmark = pytest.mark.django_db


def test_every_field_has_a_data_group() -> None:
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_app_config("vault").get_models()
        for field in model._meta.concrete_fields
    }
    assert set(datagroups.FIELDS) == fields


def test_an_envelope_has_no_plain_column_beyond_its_binding() -> None:
    assert [field.name for field in Envelope._meta.concrete_fields] == ["id", "kind", "subject", "key_id", "ciphertext"]


def test_invariants_are_zero_for_sound_rows() -> None:
    vault.envelope()
    assert invariants.counts() == {"vault: envelopes under another key": 0, "vault: grants by one person alone": 0}


def test_envelope_under_another_key_is_counted() -> None:
    Envelope.objects.filter(pk=vault.envelope().pk).update(key_id="0" * 16)
    assert invariants.counts()["vault: envelopes under another key"] == 1


def test_database_refuses_a_grant_by_one_person() -> None:
    names = {c.name for c in Grant._meta.constraints}
    with connection.cursor() as cursor:
        stored = connection.introspection.get_constraints(cursor, Grant._meta.db_table)
    assert names <= set(stored)


def test_every_refusal_in_the_source_has_a_sentence_and_every_sentence_a_use() -> None:
    folder = Path(refusals.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    used = set(re.findall(r'Refused\("(\w+)"[,)]|refusal="(\w+)"', source))
    assert {one or other for one, other in used} == set(refusals.SENTENCES)
