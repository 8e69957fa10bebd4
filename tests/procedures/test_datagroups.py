"""Every field of this app belongs to exactly one existing data group."""

from django.apps import apps

from procedures.datagroups import FIELDS
from services.accounts.enums import DataGroup


def test_every_field_has_a_group_and_every_group_a_field() -> None:
    fields = {
        f"procedures.{model.__name__}.{field.name}"
        for model in apps.get_app_config("procedures").get_models()
        for field in model._meta.concrete_fields
    }
    assert set(FIELDS) == fields
    assert set(FIELDS.values()) <= set(DataGroup.values)


def test_an_officers_words_are_notes_and_not_status() -> None:
    assert FIELDS["procedures.Step.note"] == "D9"
