"""Staff: the person who signs in, and where they serve in which role from when to when."""

import uuid
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from regions.models import Agency, Unit
from services.accounts import seeds
from services.accounts.enums import Role
from services.accounts.passwords import LONGEST


class UserManager(BaseUserManager["User"]):
    """Makes accounts; a right is never set here, it comes from memberships alone."""

    def create_user(self, username: str, password: str, **fields: object) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of staff. Rights are looked up in memberships at every request, never stored here.

    `person_hash` is the keyed hash of the NIP: one person with two accounts is still one person,
    and an officer is recused from a case about themself without the NIP being stored. There are no
    permissions, groups or staff flags on purpose: `permissions` is the only source of rights.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(_("nama pengguna"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    full_name = models.CharField(_("nama lengkap"), max_length=120)
    email = models.EmailField(_("alamat surel"), blank=True)
    person_hash = models.CharField(max_length=64, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("unit kerja"))
    is_active = models.BooleanField(_("aktif"), default=True)
    # An administrator knows the password: it opens nothing but the page on which it is changed.
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"

    kept_standings: "tuple[date, tuple[Any, ...]] | None" = None  # of one request; see access.standings

    class Meta:
        ordering = ["username"]
        verbose_name = _("akun petugas")
        verbose_name_plural = _("akun petugas")

    def __str__(self) -> str:
        return self.full_name or self.username

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password; one that is longer than any is refused before it is hashed."""
        return len(raw_password or "") <= LONGEST and super().check_password(raw_password)

    def has_perm(self, _perm: str, _obj: object = None) -> bool:
        """Django's own permissions are not used: nobody has any."""
        return False

    def has_module_perms(self, _app_label: str) -> bool:
        """As `has_perm`."""
        return False


class Membership(models.Model):
    """That a person serves at an agency in a role, from `since` until `until` (exclusive)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("petugas"))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("kantor"))
    role = models.CharField(_("peran"), max_length=10, choices=Role.choices)
    since = models.DateField(_("mulai"))
    until = models.DateField(_("sampai (tidak termasuk)"), null=True, blank=True)

    class Meta:
        ordering = ["agency", "role"]
        verbose_name = _("penugasan")
        verbose_name_plural = _("penugasan")
        indexes = [models.Index(fields=["agency", "role"], name="membership_agency_role")]
        constraints = [
            models.UniqueConstraint(fields=["user", "agency", "role", "since"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="membership_ends_after_start",
            ),
        ]


class RequestState(models.TextChoices):
    """What became of a request."""

    PENDING = "pending", _("menunggu persetujuan")
    APPROVED = "approved", _("disetujui")
    DECLINED = "declined", _("ditolak")
    EXPIRED = "expired", _("kedaluwarsa")


class Asked(models.Model):
    """What one person asks for an account and another decides; the two are never the same (`takes_two`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.PENDING)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(_("alasan penolakan"), max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["-asked_at"]


def takes_two(name: str, *, asked_for_another: bool) -> models.CheckConstraint:
    """Who decides neither asked nor is the account; with `asked_for_another` nobody asks for their own either."""
    another = ~models.Q(decided_by=models.F("asked_by")) & ~models.Q(decided_by=models.F("user"))
    condition = models.Q(decided_by__isnull=True) | another
    if asked_for_another:
        condition = ~models.Q(asked_by=models.F("user")) & condition
    return models.CheckConstraint(condition=condition, name=name)


class RoleRequest(Asked):
    """That an administrator asked for a role; it takes effect when a leader agrees (`granting`)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_requests", verbose_name=_("petugas"))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("kantor"))
    role = models.CharField(_("peran"), max_length=10, choices=Role.choices)
    since = models.DateField(_("mulai"))
    until = models.DateField(_("sampai (tidak termasuk)"), null=True, blank=True)
    basis = models.CharField(_("dasar: surat tugas atau keputusan"), max_length=160)

    class Meta(Asked.Meta):
        verbose_name = _("permintaan peran")
        verbose_name_plural = _("permintaan peran")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "role"], condition=models.Q(state="pending"), name="role_asked_once"
            ),
            takes_two("role_takes_two_people", asked_for_another=False),
        ]


class FactorReset(Asked):
    """That an administrator asked to take an officer's second factor away; another person agrees (`resetting`)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factor_resets", verbose_name=_("petugas"))
    reason = models.CharField(_("alasan"), max_length=160)

    class Meta(Asked.Meta):
        verbose_name = _("penggantian aplikasi kode")
        verbose_name_plural = _("penggantian aplikasi kode")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state="pending"), name="factor_reset_asked_once"
            ),
            takes_two("factor_reset_takes_two_people", asked_for_another=True),
        ]


class AccountChange(Asked):
    """Another name, address, NIP or unit of an account; of who serves anywhere another person agrees (`changing`).

    `names` are the fields that change (`changing.NAMES`); of the NIP its keyed hash alone is here.
    `former_email` is where letters went until then: there its owner is written to.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="changes", verbose_name=_("petugas"))
    names = models.JSONField(default=list)
    full_name = models.CharField(_("nama lengkap"), max_length=120, blank=True)
    username = models.CharField(_("nama pengguna"), max_length=60, blank=True)
    email = models.EmailField(_("alamat surel"), blank=True)
    person_hash = models.CharField(max_length=64, blank=True)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit kerja")
    )
    former_email = models.EmailField(blank=True)
    reason = models.CharField(_("alasan"), max_length=160, blank=True)

    class Meta(Asked.Meta):
        verbose_name = _("perubahan data akun")
        verbose_name_plural = _("perubahan data akun")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state="pending"), name="account_change_asked_once"
            ),
            takes_two("account_change_takes_two_people", asked_for_another=True),
        ]


class MailboxChange(models.Model):
    """Another mailbox of an office, or none any more: where letters went until then, and where they go since.

    Both are written to about it, so the row keeps both; empty where the office had, or has, no mailbox.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="mailboxes")
    former_email = models.EmailField(_("sebelumnya"), blank=True)
    email = models.EmailField(_("menjadi"), blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("oleh"))
    changed_at = models.DateTimeField(_("pada"))

    class Meta:
        ordering = ["-changed_at"]


class Duty(models.Model):
    """That a custodian is on call from `since` until `until`: who is written to by night.

    It gives no right; a custodian who is not on call may decide as well. One made by mistake ends
    when it begins.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duties", verbose_name=_("petugas"))
    since = models.DateTimeField(_("mulai"))
    until = models.DateTimeField(_("sampai"))

    class Meta:
        ordering = ["-since"]
        verbose_name = _("jaga")
        verbose_name_plural = _("jaga")
        indexes = [models.Index(fields=["until"], name="duty_until")]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="duty_ends_after_start"),
        ]


class RecoveryCode(models.Model):
    """A one-time way in for an officer who lost the second factor; only its keyed hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)


class CodeApp(TOTPDevice):  # type: ignore[misc]
    """An officer's code app, as django-otp keeps it; its `key` is sealed (`seeds`), and never plain in the database."""

    class Meta:
        proxy = True
        default_permissions = ()

    @property
    def bin_key(self) -> bytes:
        """The seed, for a code or for showing it once; raises `seeds.Unreadable`."""
        return seeds.unseal(self.user_id, self.key)
