"""The seeds of code apps: sealed at rest to their account, under keys that change, and gone back to by a migration."""

import re
from importlib import import_module
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from services.accounts import devices, seeds
from services.accounts.models import CodeApp
from tests.accounts.signing_in import password_step, token_step
from tests.factories import accounts

pytestmark = pytest.mark.django_db
OLD, NEW = "kunci-lama-" * 4, "kunci-baru-" * 4


def rotated() -> str:
    said = StringIO()
    call_command("rotate_device_key", stdout=said)
    return said.getvalue().strip()


def test_a_sealed_seed_fills_the_column_of_its_table_and_opens_for_its_account_alone() -> None:
    account, seed = uuid4(), seeds.fresh()
    sealed, again = seeds.seal(account, seed), seeds.seal(account, seed)
    assert len(sealed) == TOTPDevice._meta.get_field("key").max_length == 80
    assert re.fullmatch(r"[0-9a-f]{4}\.[^.]{75}", sealed)
    assert sealed != again
    assert seeds.unseal(account, sealed) == seeds.unseal(account, again) == seed
    for changed in (sealed[:-1] + ("0" if sealed[-1] != "0" else "1"), sealed[5:], seed.hex(), "", "x.y"):
        with pytest.raises(seeds.Unreadable):
            seeds.unseal(account, changed)
    with pytest.raises(seeds.Unreadable):
        seeds.unseal(uuid4(), sealed)


def test_a_process_without_the_key_neither_seals_nor_opens(settings: Any) -> None:
    account = uuid4()
    sealed = seeds.seal(account, seeds.fresh())
    settings.DEVICE_KEYS = []
    with pytest.raises(ImproperlyConfigured, match="DEVICE_KEY is not set"):
        seeds.seal(account, seeds.fresh())
    with pytest.raises(seeds.Unreadable):
        seeds.unseal(account, sealed)


def test_a_seed_that_was_put_there_by_hand_signs_nobody_in(client: Client) -> None:
    user, mine = accounts.officer(), accounts.user()
    own = accounts.device(mine)
    for planted in (own.key, "31" * 20):
        CodeApp.objects.filter(user=user).update(key=planted, throttling_failure_count=0)
        password_step(client, user)
        assert token_step(client, accounts.token(own)).status_code == 200
        assert not accounts.is_signed_in(client)


def test_enrolling_leaves_no_seed_in_the_database(client: Client) -> None:
    user = accounts.user()
    device = devices.offer(user)
    stored = TOTPDevice.objects.get(pk=device.pk).key
    assert devices.secret(device).replace(" ", "") in device.config_url
    assert device.bin_key.hex() not in stored
    assert devices.accepts(user, device, accounts.token(device))
    assert TOTPDevice.objects.get(pk=device.pk).key == stored


def test_a_newer_key_takes_over_and_then_the_older_one_may_go(settings: Any) -> None:
    settings.DEVICE_KEYS = [OLD]
    officers = [accounts.officer() for _number in range(3)]
    before = {one.user_id: one.bin_key for one in CodeApp.objects.all()}
    settings.DEVICE_KEYS = [NEW, OLD]
    assert accounts.token(officers[0])
    assert rotated() == "3 sealed anew, 0 do not open"
    assert rotated() == "0 sealed anew, 0 do not open"
    settings.DEVICE_KEYS = [NEW]
    assert {one.user_id: one.bin_key for one in CodeApp.objects.all()} == before


def test_an_older_key_that_is_missing_is_told_and_the_others_are_done(settings: Any) -> None:
    settings.DEVICE_KEYS = [OLD]
    accounts.officer()
    settings.DEVICE_KEYS = [NEW + "x"]
    accounts.officer()
    settings.DEVICE_KEYS = [NEW, NEW + "x"]
    with pytest.raises(CommandError, match="keep the older keys"):
        rotated()
    assert sorted(seeds.is_newest(one.key) for one in CodeApp.objects.all()) == [False, True]


def test_the_migration_seals_what_lay_open_and_gives_it_back() -> None:
    migration = import_module("services.accounts.migrations.0007_code_apps_are_sealed")
    user = accounts.user()
    device = TOTPDevice.objects.create(user=user, name="app", key="31" * 20)
    sealed = accounts.device(accounts.user()).key
    migration.seal(apps, None)
    assert CodeApp.objects.get(pk=device.pk).bin_key == b"1" * 20
    assert TOTPDevice.objects.filter(key=sealed).count() == 1
    migration.unseal(apps, None)
    assert TOTPDevice.objects.get(pk=device.pk).key == "31" * 20
