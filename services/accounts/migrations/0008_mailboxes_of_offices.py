import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_code_apps_are_sealed'),
        ('regions', '0004_mandates_are_rows_alone'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailboxChange',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('former_email', models.EmailField(blank=True, max_length=254, verbose_name='sebelumnya')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='menjadi')),
                ('changed_at', models.DateTimeField(verbose_name='pada')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailboxes', to='regions.agency')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='oleh')),
            ],
            options={
                'ordering': ['-changed_at'],
            },
        ),
    ]
