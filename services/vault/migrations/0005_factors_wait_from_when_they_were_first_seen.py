from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0004_replaced_factors_wait_and_comparisons_count'),
    ]

    operations = [
        migrations.RenameField(model_name='codeuse', old_name='replaced_at', new_name='known_since'),
    ]
