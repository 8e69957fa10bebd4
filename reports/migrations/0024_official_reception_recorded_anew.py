from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0023_forget_whom_an_urgent_message_reached'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='former_receptions',
            field=models.JSONField(null=True),
        ),
    ]
