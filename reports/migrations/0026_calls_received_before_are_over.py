from django.db import migrations, models


def look_back(apps, _editor):
    """Calls that were received are over; one that waits at the level above goes past the office that has the case."""
    calls = apps.get_model("reports", "DistressCall").objects
    links = apps.get_model("reports", "CaseReport").objects.filter(unlinked_at__isnull=True)
    calls.filter(received_on__isnull=False).update(
        closed_on=models.F("received_on"), closed_by=models.F("received_by")
    )
    for call in calls.filter(received_on__isnull=True):
        link = links.filter(report=call.report_id).select_related("case__handler").first()
        if link and link.case.handler.superior_id == call.told_id:
            calls.filter(pk=call.pk).update(bypasses=link.case.handler_id, above=True)


class Migration(migrations.Migration):
    dependencies = [("reports", "0025_leaders_hear_who_called_them")]
    operations = [migrations.RunPython(look_back, migrations.RunPython.noop)]
