"""`manage.py rotate_device_key`: seal the seeds of all code apps under the newest key. Run where DEVICE_KEY is."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from services.accounts import seeds
from services.accounts.models import CodeApp


class Command(BaseCommand):
    """Row by row; may be stopped and started again, while officers sign in."""

    help = "Seal the seeds of officers' code apps under the first key of DEVICE_KEY."

    def handle(self, *_args: Any, **_options: Any) -> None:
        done = failed = 0
        for device in CodeApp.objects.order_by("pk").iterator():
            if seeds.is_newest(device.key):
                continue
            try:
                sealed = seeds.seal(device.user_id, device.bin_key)
            except seeds.Unreadable:
                failed += 1
                continue
            # Enrolled anew meanwhile, it lies under the newest key already.
            done += CodeApp.objects.filter(pk=device.pk, key=device.key).update(key=sealed)
        self.stdout.write(f"{done} sealed anew, {failed} do not open")
        if failed:
            raise CommandError("keep the older keys in DEVICE_KEY: without them these officers must enrol anew")
