from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_account_changes_take_two_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='accountchange',
            name='full_name',
            field=models.CharField(blank=True, default='', max_length=120, verbose_name='nama lengkap'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='accountchange',
            name='username',
            field=models.CharField(blank=True, default='', max_length=60, verbose_name='nama pengguna'),
            preserve_default=False,
        ),
    ]
