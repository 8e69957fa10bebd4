"""What the whole database holds, group of data by group of data, so that a change shows in whose group it fell."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping

from django.apps import apps
from django.core import mail

from services.accounts import permissions

REFERENCE = {"regions", "guidance", "rehearsal"}  # reference data, which no page of ours writes
# Reading is written down, and a code that was tried is counted: neither is the doing of a door.
RECORDED = {"audit.Entry", "audit.Head", "vault.CodeUse", "vault.Comparison", "accounts.User.last_login"}
SENT = "sent"  # letters that left


def taken() -> Mapping[str, str]:
    """A digest of every group's columns over all tables, and of the letters that were sent."""
    found: dict[str, hashlib._Hash] = defaultdict(hashlib.sha256)
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.app_label in REFERENCE or label in RECORDED or model._meta.proxy or not model._meta.managed:
            continue
        names: dict[str, list[str]] = defaultdict(list)
        for column in model._meta.concrete_fields:
            name = f"{label}.{column.name}"
            if name not in RECORDED and (group := permissions.fields().get(name)):
                names[str(group)].append(column.attname)
        rows = list(model._default_manager.order_by("pk").values()) if names else []
        for group, columns in names.items():
            content = [[_plain(row[column]) for column in columns] for row in rows]
            found[group].update(f"{label} {content!r}".encode())
    letters = [f"{one.to} {one.subject}" for one in mail.outbox]
    return {SENT: repr(letters)} | {group: digest.hexdigest() for group, digest in found.items()}


def changed(before: Mapping[str, str]) -> set[str]:
    """The groups whose columns are no longer what they were."""
    now = taken()
    return {group for group in now if now[group] != before.get(group)}


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
