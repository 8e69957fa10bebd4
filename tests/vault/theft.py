"""A thief with everything but the vault's private key and what the staff room's process alone holds: database, media,
Redis, key files, environment.

`recovered` tries what such a thief can try; with the vault's key among the loot the same code recovers
everything, so that finding nothing without it means something.
"""

import base64
import hashlib
import json
import os
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import UUID

import redis
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django_otp.plugins.otp_totp.models import TOTPDevice

from reports import drafts, receipts
from reports.enums import Channel
from services.accounts import seeds
from services.evidence import intake, store
from services.evidence.models import Original
from services.vault import one_time, sealing
from services.vault.models import Envelope
from services.vault.opening import Opener, Tampered
from tests.factories import reports

PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF"


@dataclass(frozen=True)
class Person:
    """What must not be found of one reporter."""

    name: str
    receipt: str
    picture: bytes
    card: bytes


@dataclass(frozen=True)
class Loot:
    """All bytes that lie about, and everything in them that could be a key."""

    bytes: bytes
    keys: frozenset[bytes]
    texts: frozenset[str] = frozenset()  # the same keys, as they stand in their files


def filed(count: int) -> list[Person]:
    """So many reports, each with an original and an identity card, all with words that occur nowhere else."""
    people = []
    for number in range(count):
        name, receipt = f"Kenari{number:05}Rahasia Contoh", receipts.issue()
        picture = PICTURE + f"gambar-{number:05}-rahasia".encode() * 9
        card = PICTURE + f"kartu-{number:05}-rahasia".encode() * 9
        drafts.save_card(receipt, {}, card)
        filing = reports.submission(reporter=reports.reporter(name=name))
        reports.filed(filing, code=receipt, channel=Channel.FORM)
        intake.accept(BytesIO(picture), wrap=sealing.wrap_key, on=date(2024, 10, 4))
        people.append(Person(name, receipt, picture, card))
    return people


def steal(*folders: Path, with_vault_key: bool = False, with_device_key: bool = False) -> Loot:
    """Every row, every file, every value, and all of further folders; of two key files only what is asked for."""
    kept = {name for name, wanted in (("vault_private", with_vault_key), ("device_key", with_device_key)) if not wanted}
    parts, found = list(_rows()), list(_secrets(kept))
    parts += _files(settings.EVIDENCE_DIR, settings.VAR_DIR, settings.FILE_UPLOAD_TEMP_DIR, *folders)
    parts += [*_redis(), *(value.encode() for value in os.environ.values())]
    texts = frozenset(text.decode() for text in found)
    return Loot(b"\n".join([*parts, *found]), frozenset(key for text in found for key in _as_keys(text)), texts)


def recovered(loot: Loot, people: Sequence[Person]) -> dict[str, int]:
    """Of how many people the thief has the identity, the receipt, the original, the identity card."""
    names = "\n".join(_opened(loot))
    pictures = set(_pictures(loot))
    return {
        "identities": sum(one.name in names or _lies_in(loot, one.name) for one in people),
        "receipts": sum(_lies_in(loot, one.receipt) for one in people),
        "originals": sum(one.picture in pictures or one.picture[10:] in loot.bytes for one in people),
        "cards": sum(_spelled(one.card) in names or one.card[10:] in loot.bytes for one in people),
    }


def officers(loot: Loot, seeds_of: Mapping[UUID, bytes]) -> int:
    """How many officers' one-time codes of the moment the thief computes, for all that lies in the loot."""
    guessed: dict[UUID, set[bytes]] = {account: set() for account in seeds_of}
    for device in TOTPDevice.objects.all():
        guessed[device.user_id] |= set(_seeds_of(device, loot))
    for text in _opened(loot):
        fields = json.loads(text)
        for account in seeds_of:
            guessed[account] |= {bytes.fromhex(fields["secret"])} if "secret" in fields else set()
    step = int(time.time()) // one_time.STEP
    right = {account: one_time.code_at(seed, step) for account, seed in seeds_of.items()}
    return sum(
        any(_lies_in(loot, form) for form in _forms(seed))
        or seed in loot.bytes
        or right[account] in {one_time.code_at(guess, step) for guess in guessed[account]}
        for account, seed in seeds_of.items()
    )


def _forms(seed: bytes) -> Iterator[str]:
    yield from (
        seed.hex(),
        seed.hex().upper(),
        base64.b32encode(seed).decode(),
        base64.b32encode(seed).decode().lower(),
    )
    yield base64.b64encode(seed).decode().rstrip("=")
    yield base64.b85encode(seed).decode()


def _seeds_of(device: TOTPDevice, loot: Loot) -> Iterator[bytes]:
    """What the row says plainly, and what each key of the loot makes of it."""
    for read in (bytes.fromhex, base64.b32decode, base64.b85decode, str.encode):
        try:
            yield read(device.key)
        except ValueError:
            continue
    for text in sorted(loot.texts):
        with override_settings(DEVICE_KEYS=[text]):
            try:
                yield seeds.unseal(device.user_id, device.key)
            except seeds.Unreadable:
                continue


def _rows() -> Iterator[bytes]:
    """Every column of every table, as a dump holds them: text and bytes plain, the rest spelled."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (names from the catalogue)
            for row in cursor.fetchall():
                yield b"\t".join(
                    bytes(one) if isinstance(one, memoryview | bytes) else str(one).encode() for one in row
                )


def _files(*folders: str | Path) -> Iterator[bytes]:
    """All files below: evidence, what the portal keeps for itself, what passes through. Never those two keys."""
    own = {Path(one).resolve() for one in folders}
    for file in sorted({file for folder in own for file in folder.rglob("*")}):
        if file.is_file() and file.name not in {"vault_private", "device_key"}:
            yield str(file).encode() + file.read_bytes()


def _plain(value: object) -> bytes:
    return bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()


def _redis() -> Iterator[bytes]:
    if address := os.environ.get("REDIS_URL"):
        server = redis.Redis.from_url(address)
        for key in server.scan_iter():
            yield key + (server.dump(key) or b"")


def _secrets(kept: set[str]) -> Iterator[bytes]:
    for file in sorted((settings.VAR_DIR / "keys").iterdir()):
        if file.name not in kept:
            yield file.read_bytes().strip()
    for name in ("SECRET_KEY", "RECEIPT_PEPPER", "IDENTITY_HASH_KEY", "ANSWER_KEY", "VAULT_PUBLIC_KEY"):
        yield str(getattr(settings, name)).encode()


def _as_keys(text: bytes) -> Iterator[bytes]:
    """A text as keys of 32 bytes: as it stands, decoded, hashed."""
    yield text[:32].ljust(32, b"\0")
    yield hashlib.sha256(text).digest()
    yield hashlib.blake2b(text, digest_size=32).digest()
    try:
        yield urlsafe_b64decode(text)[:32].ljust(32, b"\0")
    except ValueError:
        return


def _lies_in(loot: Loot, secret: str) -> bool:
    plain = secret.encode()
    spelled = (plain, secret.encode("utf-16-le"), plain.hex().encode(), base64.b64encode(plain).rstrip(b"=")[:-1])
    return any(one in loot.bytes for one in spelled)


def _spelled(card: bytes) -> str:
    """A card as it stands in its envelope."""
    return base64.b64encode(card).decode("ascii")


def _opened(loot: Loot) -> Iterator[str]:
    openers = [Opener(key) for key in sorted(loot.keys)]
    for envelope in Envelope.objects.iterator():
        for opener in openers:
            try:
                yield json.dumps(opener.open(envelope))
            except Tampered:
                continue


def _pictures(loot: Loot) -> Iterator[bytes]:
    openers = [Opener(key) for key in sorted(loot.keys)]
    unwraps = [*(opener.unwrap for opener in openers), *(lambda *_wrapped, key=key: key for key in sorted(loot.keys))]
    for original in Original.objects.iterator():
        for unwrap in unwraps:
            try:
                yield b"".join(store.open_original(original, unwrap))
            except (Tampered, store.Damaged):
                continue
