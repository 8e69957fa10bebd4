"""The second factor: one-time codes from an app, and recovery codes for the day the phone is lost."""

import base64
import re
import secrets
from binascii import unhexlify
from collections.abc import Callable
from io import BytesIO

import segno
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp import verify_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from services.accounts.models import RecoveryCode, User

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


def confirmed(user: User) -> TOTPDevice | None:
    """The device the person enrolled, if any."""
    device: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return device


def offer(user: User) -> TOTPDevice:
    """A fresh device to enrol. Earlier offers are void: someone else may have seen their secret."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        device: TOTPDevice = TOTPDevice.objects.create(user=user, name="app", confirmed=False)
    return device


def offered(user: User, pk: int | None) -> TOTPDevice | None:
    """The device on offer under this id, if it is still this person's and not yet enrolled."""
    device: TOTPDevice | None = TOTPDevice.objects.filter(pk=pk, user=user, confirmed=False).first()
    return device


def accepts(user: User, device: TOTPDevice, token: str) -> bool:
    """Whether this is the device's code of the moment. Each code is accepted once; failures slow it down."""
    slow = TOTPDevice.objects.filter(pk=device.pk, throttling_failure_count__gt=SLOWEST)
    slow.update(throttling_failure_count=SLOWEST)
    digits = re.sub(r"\s", "", token)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return False
    return verify_token(user, device.persistent_id, digits) is not None


def failures(device: TOTPDevice) -> int:
    """How many codes in a row were wrong."""
    count: int = TOTPDevice.objects.values_list("throttling_failure_count", flat=True).get(pk=device.pk)
    return count


def enrol(user: User, device: TOTPDevice) -> list[str]:
    """Make the device the person's only one; answers the new recovery codes, shown once and then unknown."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        if _Vault.seal and user.person_hash:  # a nameless account approves nothing
            _Vault.seal(user.pk, person=user.person_hash, secret=unhexlify(device.key))
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
        TOTPDevice.objects.filter(user=user).delete()
    return True


def unused(user: User) -> int:
    """How many recovery codes are left."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def remove(user: User) -> None:
    """Take the second factor away, so that the next sign-in enrols a new one."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()


def secret(device: TOTPDevice) -> str:
    """The secret in base32 groups, for typing it into the app by hand."""
    text = base64.b32encode(unhexlify(device.key)).decode().rstrip("=")
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def picture(device: TOTPDevice) -> str:
    """The QR code as a data address of an SVG image."""
    out = BytesIO()
    segno.make(device.config_url, error="m").save(out, kind="svg", scale=5, border=2, xmldecl=False)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()


def _digest(user: User, code: str) -> str:
    return salted_hmac(f"recovery:{user.pk}", code, algorithm="sha256").hexdigest()
