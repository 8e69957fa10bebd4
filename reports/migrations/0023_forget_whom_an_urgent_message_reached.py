"""The reporter's page says that an urgent message was passed on, never to whom: older lines forget their office."""

from django.db import migrations


def forget(apps, _editor):
    apps.get_model("reports", "StatusLine").objects.filter(code="report:distress").update(office="")


class Migration(migrations.Migration):
    dependencies = [("reports", "0022_longer_codes_of_lines")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
