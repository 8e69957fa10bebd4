from django.apps import AppConfig


class NetralitasConfig(AppConfig):
    """The composition root. `ready` hands down what lower apps need of higher ones."""

    name = "netralitas"
    verbose_name = "Netralitas"
