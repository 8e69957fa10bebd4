from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0019_cases_of_an_officer_by_index"),
    ]

    operations = [
        migrations.AddField(model_name="draft", name="card", field=models.BinaryField(null=True)),
    ]
