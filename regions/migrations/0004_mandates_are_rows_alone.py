from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0003_mandates_with_their_decisions'),
    ]

    operations = [
        migrations.RemoveField(model_name='agency', name='online_mandate_since'),
    ]
