import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def keep_what_was_recorded(apps, schema_editor):
    """A mandate that somebody wrote into the table by hand goes on, with words that say so."""
    mandates = apps.get_model('regions', 'OnlineMandate')
    for office in apps.get_model('regions', 'Agency').objects.filter(online_mandate_since__isnull=False):
        mandates.objects.create(
            agency=office,
            since=office.online_mandate_since,
            receives=True,
            decision='Dicatat tanpa keputusan, sebelum keputusan diminta',
            number='-',
            dated=office.online_mandate_since,
            recorded_at=timezone.now(),
        )


def write_back(apps, schema_editor):
    """The decision recorded last, as the single day that the former column knows."""
    for mandate in apps.get_model('regions', 'OnlineMandate').objects.order_by('pk').select_related('agency'):
        mandate.agency.online_mandate_since = mandate.since if mandate.receives else None
        mandate.agency.save(update_fields=['online_mandate_since'])


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0002_how_to_reach_an_office'),
    ]

    operations = [
        migrations.CreateModel(
            name='OnlineMandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('receives', models.BooleanField()),
                ('decision', models.CharField(max_length=160)),
                ('number', models.CharField(max_length=60)),
                ('dated', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates', to='regions.agency')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(
                        condition=~models.Q(decision='') & ~models.Q(number=''),
                        name='online_mandate_has_its_decision',
                    )
                ],
            },
        ),
        migrations.RunPython(keep_what_was_recorded, write_back),
    ]
