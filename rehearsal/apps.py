from django.apps import AppConfig

from rehearsal import datagroups
from services.accounts import permissions


class RehearsalConfig(AppConfig):
    name = "rehearsal"
    label = "rehearsal"
    verbose_name = "Data contoh"

    def ready(self) -> None:
        """Add this app's fields to the map: it is missing in production, so the wiring cannot name it."""
        permissions.install({**permissions.fields(), **datagroups.FIELDS})
