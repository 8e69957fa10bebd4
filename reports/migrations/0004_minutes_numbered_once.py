"""Every plenary has its office and year, and a number of its own there."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0003_minutes_get_their_office"),
    ]

    operations = [
        migrations.RemoveField(model_name="plenaryminutes", name="case"),
        migrations.RemoveField(model_name="plenaryminutes", name="dissent"),
        migrations.AlterField(
            model_name="plenaryminutes",
            name="agency",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.agency"
            ),
        ),
        migrations.AlterField(
            model_name="plenaryminutes", name="year", field=models.PositiveSmallIntegerField()
        ),
        migrations.AddIndex(
            model_name="plenaryminutes",
            index=models.Index(fields=["agency", "held_on"], name="minutes_agency_day"),
        ),
        migrations.AddConstraint(
            model_name="plenaryminutes",
            constraint=models.UniqueConstraint(fields=("agency", "year", "number"), name="minutes_numbered_once"),
        ),
    ]
