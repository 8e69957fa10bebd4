"""System checks that stop the start: every field has a data group, every group belongs to a field."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, Tags, register

from services.accounts import permissions

DECLARE = "Add it to FIELDS in the datagroups.py of its app; the groups stand in services/accounts/enums.py."
CORRECT = "Remove it from FIELDS in the datagroups.py of its app, or correct the spelling."


@register(Tags.models)
def every_field_has_a_data_group(*, app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """E001 for a field of ours without a group, E002 for a group of a field that does not exist."""
    declared = permissions.fields()
    existing = set(field_names(_ours(declared)))
    proxies = set(field_names(_ours(declared), proxies=True))
    return [
        *(
            Error(f"{name} has no data group.", DECLARE, name, "netralitas.E001")
            for name in sorted(existing - set(declared))
        ),
        *(
            Error(f"{name} is declared but is no field of any model.", CORRECT, name, "netralitas.E002")
            for name in sorted(set(declared) - existing - proxies)
        ),
    ]


def field_names(configs: Iterable[AppConfig], *, proxies: bool = False) -> Iterable[str]:
    """ "app_label.Model.field" for every field with a column or a join table of its own.

    A proxy's fields are its model's: naming them again is allowed and not needed.
    """
    for config in configs:
        for model in config.get_models():
            if model._meta.proxy == proxies:
                own = (*model._meta.concrete_fields, *model._meta.many_to_many)
                yield from (f"{model._meta.label}.{field.name}" for field in own)


def _ours(declared: Iterable[str]) -> list[AppConfig]:
    labels = {name.split(".")[0] for name in declared}
    return [config for config in apps.get_app_configs() if config.label in labels]
