from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0018_files_in_packages"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("officer__isnull", False)), fields=["officer", "due_at"], name="case_officer"
            ),
        ),
    ]
