"""System checks that stop the start: every field has a data group, every group belongs to a field.

The same for all that leaves the tables (`netralitas.outward`): bodies of the API, columns of files, words of
letters, pages, and the tables of other people's programs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.serializers import Serializer

from netralitas import outward
from reports.admin import exports
from services.accounts import permissions
from services.accounts.enums import DataGroup
from services.notifications import rendering

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


@register(Tags.models)
def everything_that_leaves_has_a_data_group(*, app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """E011 for what leaves without a group, E012 for a group of what is not there, E013 for a group there is not."""
    kinds: tuple[tuple[str, Iterable[str], Mapping[str, str]], ...] = (
        ("FOREIGN", field_names(_others()), outward.FOREIGN),
        ("SERIALIZED", serialized(), outward.SERIALIZED),
        ("TAKEN_OUT", (f"queue.{heading}" for heading in exports.HEADINGS), outward.TAKEN_OUT),
        ("IN_LETTERS", (word for words in rendering.declared().values() for word in words), outward.IN_LETTERS),
        ("PAGES", {*pages(), *(() if settings.DEMO else outward.OF_A_DEMO)}, outward.PAGES),
    )
    return [error for kind, there, declared in kinds for error in _compared(kind, set(there), declared)]


def _compared(kind: str, there: set[str], declared: Mapping[str, str]) -> Iterator[CheckMessage]:
    where = f"in {kind} of netralitas/outward.py"
    for name in sorted(there - set(declared)):
        yield Error(f"{name} has no data group.", f"Add it {where}.", name, "netralitas.E011")
    for name in sorted(set(declared) - there):
        yield Error(f"{name} is declared but is not there.", f"Remove it {where}.", name, "netralitas.E012")
    for name, groups in sorted(declared.items()):
        if not set(groups.split()) <= set(DataGroup.values):
            yield Error(f"{name} has a group that there is not.", f"Correct it {where}.", name, "netralitas.E013")


def serialized() -> Iterator[str]:
    """ "app.Serializer.field" for every field of every serializer of ours that an address leads to."""
    get_resolver().url_patterns  # noqa: B018  (read, so that each module with one is imported)
    ours = {config.name.split(".")[0] for config in _ours(permissions.fields())}
    waiting: list[type[Serializer[Any]]] = list(Serializer.__subclasses__())
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        app = one.__module__.partition(".")[0]
        if app in ours:
            yield from (f"{app}.{one.__name__}.{field}" for field in one().fields)


def pages(entries: Iterable[URLPattern | URLResolver] | None = None, space: str = "") -> Iterator[str]:
    """The name of every address (where it has none, the address) that is not below the name of a model."""
    models = tuple(f"{one._meta.app_label}_{one._meta.model_name}_" for one in apps.get_models())
    for entry in get_resolver().url_patterns if entries is None else entries:
        if isinstance(entry, URLResolver):
            yield from pages(entry.url_patterns, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif not (space == "admin:" and (entry.name or "").startswith(models)):
            yield f"{space}{entry.name or entry.pattern}"


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


def _others() -> list[AppConfig]:
    ours = _ours(permissions.fields())
    return [config for config in apps.get_app_configs() if config not in ours]
