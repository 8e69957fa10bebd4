import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0001_initial'),
        ('reports', '0024_official_reception_recorded_anew'),
    ]

    operations = [
        migrations.AddField(
            model_name='distresscall',
            name='above',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='distresscall',
            name='bypasses',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.agency'),
        ),
        migrations.AddField(
            model_name='distresscall',
            name='closed_by',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='distresscall',
            name='closed_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='call',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='reports.distresscall'),
        ),
        migrations.AddConstraint(
            model_name='distresscall',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('closed_on__isnull', True)), models.Q(('closed_by__isnull', False), ('closed_on__isnull', False), ('received_on__isnull', False)), _connector='OR'), name='closed_has_person_day_and_reception'),
        ),
    ]
