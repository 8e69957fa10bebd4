"""Demo staff: one account per role and office, with second factor, listed for whoever tries the demo."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Q

from regions import offices
from regions.enums import AgencyKind
from regions.models import Agency
from services.accounts import seeds
from services.accounts.enums import Role
from services.accounts.models import CodeApp, Membership, User
from services.vault import sealing
from services.vault.models import CodeUse

SINCE = date(2023, 1, 1)
BAWASLU = (AgencyKind.BAWASLU_REGENCY, AgencyKind.BAWASLU_PROVINCE, AgencyKind.BAWASLU_RI)
PERSONNEL = (AgencyKind.PERSONNEL_REGENCY, AgencyKind.PERSONNEL_PROVINCE)
CENTRAL = (Role.CUSTODIAN, Role.AUDITOR, Role.SYSADMIN)
FILE = "demo-accounts.json"


@dataclass(frozen=True)
class DemoAccount:
    """One line of VAR_DIR/demo-accounts.json."""

    username: str
    password: str
    totp_secret: str
    role: str
    agency: str


def posts(on: date) -> list[tuple[Role, Agency]]:
    """Who serves where on a day: every Bawaslu office, every personnel office, the overseer of the day."""
    agencies = list(
        Agency.objects.filter(kind__in=(*BAWASLU, *PERSONNEL)).order_by(F("region__order").asc(nulls_last=True), "code")
    )
    rows = [
        (role, agency)
        for agency in agencies
        if agency.kind in BAWASLU
        for role in (Role.OPERATOR, Role.VERIFIER, Role.LEADER)
    ]
    rows += [(Role.BKPSDM, agency) for agency in agencies if agency.kind in PERSONNEL]
    bkn = offices.get("bkn")
    overseers = [offices.in_office(offices.get("kasn"), on), bkn]
    rows += [(Role.BKN, agency) for agency in dict.fromkeys(overseers)]
    centre = next(agency for agency in agencies if agency.kind == AgencyKind.BAWASLU_RI)
    return rows + [(role, centre) for role in CENTRAL]


def hire(on: date, folder: Path) -> list[DemoAccount]:
    """Make the accounts that are missing and write the list of all; give demo offices a mailbox."""
    known = {line.username: line for line in _read(folder / FILE)}
    # One password for the whole demo: Argon2 is slow on purpose, and forty hashes would double the start.
    password = next((line.password for line in known.values()), f"contoh-{secrets.token_urlsafe(12)}")
    wanted = {f"{role.value}-{agency.code}": (role, agency) for role, agency in posts(on)}
    accounts = [known.get(name) or _account(name, password, *post) for name, post in wanted.items()]
    hired = set(User.objects.filter(username__in=wanted).values_list("username", flat=True))
    fresh = [account for account in accounts if account.username not in hired]
    hashed = make_password(password) if fresh else ""
    for account in fresh:
        _hire_one(account, hashed, *wanted[account.username])
    above = Agency.objects.filter(kind__in=PERSONNEL).values("superior")  # where their silence climbs to
    reached = Q(kind__in=(*BAWASLU, *PERSONNEL, AgencyKind.OVERSEER)) | Q(pk__in=above)
    for agency in Agency.objects.filter(reached, email=""):
        agency.email = f"{agency.code}@contoh.invalid"
        agency.save(update_fields=["email"])
    _write(folder / FILE, accounts)
    return accounts


def _account(username: str, password: str, role: Role, agency: Agency) -> DemoAccount:
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    return DemoAccount(username, password, secret, role.value, agency.name)


def _hire_one(account: DemoAccount, hashed: str, role: Role, agency: Agency) -> None:
    user = User.objects.create(
        username=account.username,
        password=hashed,
        full_name=f"Petugas Contoh {role.label}",
        email=f"{account.username}@contoh.invalid",
        person_hash=secrets.token_hex(32),
    )
    Membership.objects.create(user=user, agency=agency, role=role, since=SINCE)
    seed = base64.b32decode(account.totp_secret)
    CodeApp.objects.create(user=user, name="demo", key=seeds.seal(user.pk, seed), confirmed=True)
    # The vault checks the codes of those who approve an opening itself. To it this device is an old one, as if
    # enrolled when the officer began: a new one would wait for a day before it counts (`services.vault.factors`).
    with transaction.atomic():
        sealed = sealing.enrol(user.pk, person=user.person_hash, secret=seed)
        CodeUse.objects.create(account=user.pk, known=sealed.pk)


def _read(path: Path) -> list[DemoAccount]:
    if not path.exists():
        return []
    return [DemoAccount(**line) for line in json.loads(path.read_text(encoding="utf-8"))]


def _write(path: Path, accounts: list[DemoAccount]) -> None:
    draft = path.with_suffix(".draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in accounts], file, indent=1, ensure_ascii=False)
    draft.replace(path)
