"""Seeds of code apps are sealed with DEVICE_KEY; backwards they lie open again, as django-otp keeps them."""

from typing import Any

from django.db import migrations

from services.accounts import seeds


def seal(apps: Any, _editor: Any) -> None:
    """What an earlier version left open."""
    devices = apps.get_model("otp_totp", "TOTPDevice").objects
    for pk, account, key in devices.values_list("pk", "user_id", "key"):
        if "." not in key:
            devices.filter(pk=pk).update(key=seeds.seal(account, bytes.fromhex(key)))


def unseal(apps: Any, _editor: Any) -> None:
    """The way back."""
    devices = apps.get_model("otp_totp", "TOTPDevice").objects
    for pk, account, key in devices.values_list("pk", "user_id", "key"):
        if "." in key:
            devices.filter(pk=pk).update(key=seeds.unseal(account, key).hex())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_names_take_two_people"), ("otp_totp", "0003_add_timestamps")]

    operations = [
        migrations.CreateModel(
            name="CodeApp",
            fields=[],
            options={"proxy": True, "default_permissions": (), "indexes": [], "constraints": []},
            bases=("otp_totp.totpdevice",),
        ),
        migrations.RunPython(seal, unseal),
    ]
