"""Every field has a data group; the check that says so can fail."""

import pytest
from django.apps import apps

from netralitas import checks, wiring
from services.accounts import permissions


@pytest.fixture
def fields() -> dict[str, str]:
    """A copy of the installed map; whatever a test installs is taken back."""
    kept = {name: str(group) for name, group in permissions.fields().items()}
    yield dict(kept)  # type: ignore[misc]
    permissions.install(kept)


def found() -> list[tuple[str, str]]:
    return [(str(one.id), str(one.obj)) for one in checks.every_field_has_a_data_group(app_configs=None)]


def test_every_field_of_every_app_is_mapped() -> None:
    assert found() == []


def test_a_field_without_a_group_stops_the_start(fields: dict[str, str]) -> None:
    del fields["accounts.User.email"]
    permissions.install(fields)

    assert found() == [("netralitas.E001", "accounts.User.email")]


def test_a_group_for_a_field_that_is_not_there_stops_the_start(fields: dict[str, str]) -> None:
    permissions.install({**fields, "accounts.User.shoe_size": "D14"})

    assert found() == [("netralitas.E002", "accounts.User.shoe_size")]


def test_all_apps_of_ours_with_models_are_wired() -> None:
    foreign = ("django.", "django_otp", "axes", "rest_framework", "csp")
    ours = {
        config.label
        for config in apps.get_app_configs()
        if not config.name.startswith(foreign) and list(config.get_models())
    }

    assert {name.split(".")[0] for name in permissions.fields()} == ours
    # The rehearsal is no part of production, so the wiring cannot name it; it adds its own.
    assert len(wiring.GROUPS) == len(ours - {"rehearsal"})
