"""Lines may tell of a breach, whose codes are longer. Who goes back has no words for those, so they are taken away."""

from django.db import migrations, models


def forget_breaches(apps, _schema_editor):
    apps.get_model('reports', 'StatusLine').objects.filter(code__startswith='breach:').delete()


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0021_what_a_case_leaves'),
    ]

    operations = [
        migrations.AlterField(
            model_name='statusline',
            name='code',
            field=models.CharField(max_length=120),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_breaches),
    ]
