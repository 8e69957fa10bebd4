from django.apps import AppConfig


class SanctionsConfig(AppConfig):
    name = "sanctions"
    label = "sanctions"
    verbose_name = "Tindak lanjut"
