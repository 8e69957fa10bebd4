"""The second factor: one-time codes from an app, and recovery codes for the day the phone is lost."""

import base64
import logging
import re
import secrets
from collections.abc import Callable
from io import BytesIO

import segno
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp import verify_token

from services.accounts import seeds
from services.accounts.models import CodeApp, RecoveryCode, User

logger = logging.getLogger(__name__)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: nothing that looks like something else
RECOVERY_CODES = 8
RECOVERY_LENGTH = 12  # 60 random bits
Sealer = Callable[..., object]
SLOWEST = 9  # failures after which the wait grows no more: 2 ** 8 seconds, a brake and not a lock-out


class _Vault:
    """How a new device reaches the vault, which checks an approver's codes itself; this app may not see it."""

    seal: Sealer | None = None


def install(seal: Sealer) -> None:
    """Take `vault.sealing.enrol`; `netralitas.wiring` hands it down."""
    _Vault.seal = staticmethod(seal)


def confirmed(user: User) -> CodeApp | None:
    """The device the person enrolled, if any."""
    device: CodeApp | None = CodeApp.objects.filter(user=user, confirmed=True).first()
    return device


def offer(user: User) -> CodeApp:
    """A fresh device to enrol. Earlier offers are void: someone else may have seen their secret."""
    with transaction.atomic():
        CodeApp.objects.filter(user=user, confirmed=False).delete()
        sealed = seeds.seal(user.pk, seeds.fresh())
        device: CodeApp = CodeApp.objects.create(user=user, name="app", confirmed=False, key=sealed)
    return device


def offered(user: User, pk: int | None) -> CodeApp | None:
    """The device on offer under this id, if it is still this person's and not yet enrolled."""
    device: CodeApp | None = CodeApp.objects.filter(pk=pk, user=user, confirmed=False).first()
    return device


def accepts(user: User, device: CodeApp, token: str) -> bool:
    """Whether this is the device's code of the moment. Each code is accepted once; failures slow it down."""
    slow = CodeApp.objects.filter(pk=device.pk, throttling_failure_count__gt=SLOWEST)
    slow.update(throttling_failure_count=SLOWEST)
    digits = re.sub(r"\s", "", token)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return False
    try:
        return verify_token(user, device.persistent_id, digits) is not None
    except seeds.Unreadable:
        # Moved here from another account, or its key is gone: no code opens it, and a recovery code helps.
        logger.error("the seed of a code app does not open. Check DEVICE_KEY, or let the officer enrol anew")
        return False


def failures(device: CodeApp) -> int:
    """How many codes in a row were wrong."""
    count: int = CodeApp.objects.values_list("throttling_failure_count", flat=True).get(pk=device.pk)
    return count


def enrol(user: User, device: CodeApp) -> list[str]:
    """Make the device the person's only one; answers the new recovery codes, shown once and then unknown."""
    with transaction.atomic():
        CodeApp.objects.filter(user=user).exclude(pk=device.pk).delete()
        CodeApp.objects.filter(pk=device.pk).update(confirmed=True)
        if _Vault.seal and user.person_hash:  # a nameless account approves nothing
            _Vault.seal(user.pk, person=user.person_hash, secret=device.bin_key)
        return renew(user)


def renew(user: User) -> list[str]:
    """New recovery codes, shown once and then unknown; the earlier ones are void."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_digest(user, code)) for code in codes)
    return ["-".join(code[i : i + 4] for i in range(0, RECOVERY_LENGTH, 4)) for code in codes]


def recover(user: User, code: str) -> bool:
    """Use up a recovery code: the lost device goes, and a new one must be enrolled before anything else."""
    plain = re.sub(r"[\s-]", "", code.upper()).translate(str.maketrans("OIL", "011"))
    with transaction.atomic():
        unused = RecoveryCode.objects.filter(user=user, code_hash=_digest(user, plain), used_at__isnull=True)
        if not unused.update(used_at=timezone.now()):  # one UPDATE: two at once cannot both win
            return False
        CodeApp.objects.filter(user=user).delete()
    return True


def unused(user: User) -> int:
    """How many recovery codes are left."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def remove(user: User) -> None:
    """Take the second factor away, so that the next sign-in enrols a new one."""
    with transaction.atomic():
        CodeApp.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()


def secret(device: CodeApp) -> str:
    """The secret in base32 groups, for typing it into the app by hand."""
    text = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def picture(device: CodeApp) -> str:
    """The QR code as a data address of an SVG image."""
    out = BytesIO()
    segno.make(device.config_url, error="m").save(out, kind="svg", scale=5, border=2, xmldecl=False)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()


def _digest(user: User, code: str) -> str:
    return salted_hmac(f"recovery:{user.pk}", code, algorithm="sha256").hexdigest()
