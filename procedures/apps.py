from django.apps import AppConfig
from django.core.checks import register

from procedures.checks import tables_are_sound


class ProceduresConfig(AppConfig):
    name = "procedures"
    label = "procedures"
    verbose_name = "Prosedur"

    def ready(self) -> None:
        register(tables_are_sound)
