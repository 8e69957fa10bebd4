"""What waits for a second person lies with the legs now, so that the engine itself can ask for it."""

from typing import Any

from django.db import migrations

KEPT = (
    "id", "event", "version", "typed", "scan", "role", "agency", "recorded_by", "recorded_at", "state", "decided_by",
    "decided_at", "note", "leg_id",
)  # fmt: skip


def lay_with_the_legs(apps: Any, _schema: Any) -> None:
    former, present = apps.get_model("sanctions", "LetterRecord"), apps.get_model("procedures", "LetterRecord")
    present.objects.bulk_create(present(**row) for row in former.objects.values(*KEPT))


def lay_with_what_followed(apps: Any, _schema: Any) -> None:
    """A leg of a package is about a person of it; those of cases had no place there and are gone."""
    former, present = apps.get_model("sanctions", "LetterRecord"), apps.get_model("procedures", "LetterRecord")
    of_packages = present.objects.exclude(leg__procedure__in=("bawaslu", "gakkumdu"))
    for row in of_packages.values(*KEPT, "leg__subject"):
        former.objects.create(respondent_id=row.pop("leg__subject"), **row)


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0009_letters_wait_for_a_second_person"),
        ("sanctions", "0004_letter_records_take_two_people"),
    ]

    operations = [
        migrations.RunPython(lay_with_the_legs, lay_with_what_followed),
        migrations.DeleteModel(name="LetterRecord"),
    ]
