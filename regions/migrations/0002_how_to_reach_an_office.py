from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='agency',
            name='phone',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
        migrations.AddField(
            model_name='agency',
            name='address_basis',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
    ]
