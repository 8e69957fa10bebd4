from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0026_calls_received_before_are_over'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='also_in',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
        migrations.AddField(
            model_name='report',
            name='also_in',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
    ]
