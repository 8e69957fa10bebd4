"""Minutes that stood for one case move to its office; a step of its own, since PostgreSQL alters no table it just filled."""

from collections import Counter

from django.db import migrations


def minutes_get_their_office(apps, schema_editor):
    """Give minutes that stood for one case the office of that case, and the case its decision."""
    minutes, decisions = (apps.get_model("reports", name) for name in ("PlenaryMinutes", "PlenaryDecision"))
    used = Counter()
    for row in minutes.objects.select_related("case").order_by("pk"):
        row.agency_id, row.year = row.case.handler_id, row.held_on.year
        used[row.agency_id, row.year, row.number] += 1
        if used[row.agency_id, row.year, row.number] > 1:
            row.number = f"{row.number[:68]} #{row.pk}"
        row.save(update_fields=["agency", "year", "number"])
        decisions.objects.create(minutes=row, case=row.case, dissent=row.dissent)


def minutes_get_their_case(apps, schema_editor):
    """Back to one case per minutes: the first one that was decided."""
    minutes, decisions = (apps.get_model("reports", name) for name in ("PlenaryMinutes", "PlenaryDecision"))
    for row in minutes.objects.all():
        first = decisions.objects.filter(minutes=row).order_by("pk").first()
        row.case_id, row.dissent = first.case_id, first.dissent
        row.save(update_fields=["case", "dissent"])


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0002_plenaries_of_an_office"),
    ]

    operations = [migrations.RunPython(minutes_get_their_office, minutes_get_their_case)]
