"""One plenary may decide several cases: minutes belong to the office, each decision to its case."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("regions", "0001_initial"),
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="plenaryminutes",
            name="agency",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.agency"
            ),
        ),
        migrations.AddField(model_name="plenaryminutes", name="year", field=models.PositiveSmallIntegerField(null=True)),
        migrations.AlterField(
            model_name="plenaryminutes",
            name="case",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="minutes", to="reports.case"
            ),
        ),
        migrations.CreateModel(
            name="PlenaryMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("present", models.BooleanField()),
                ("signed", models.BooleanField(default=False)),
                ("minutes", models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="seats",
                    to="reports.plenaryminutes",
                )),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("minutes", "number"), name="seat_numbered_once"),
                    models.CheckConstraint(
                        condition=models.Q(("signed", False), ("present", True), _connector="OR"),
                        name="who_signs_was_present",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlenaryDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recused", models.TextField(blank=True)),
                ("dissent", models.TextField(blank=True)),
                ("case", models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="reports.case",
                )),
                ("minutes", models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="decisions",
                    to="reports.plenaryminutes",
                )),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("minutes", "case"), name="one_decision_per_case")],
            },
        ),
    ]
