from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    name = "transparency"
    label = "transparency"
    verbose_name = "Keterbukaan"
