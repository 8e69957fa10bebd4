from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class NetralitasConfig(AppConfig):
    """The composition root. `ready` hands down what lower apps need of higher ones."""

    name = "netralitas"
    verbose_name = "Netralitas"

    def ready(self) -> None:
        # Models exist only now, and wiring needs them: the one import inside a function.
        from netralitas import wiring  # noqa: PLC0415

        wiring.wire()


class StaffAdminConfig(AdminConfig):
    """Django's admin with our own site in the place of its default one."""

    default_site = "netralitas.staffsite.NetralitasAdminSite"
