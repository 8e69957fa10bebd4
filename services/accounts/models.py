"""Staff: the person who signs in, and where they serve in which role from when to when."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from regions.models import Agency, Unit
from services.accounts.enums import Role


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
    and an officer is recused from a case about themself without the NIP being stored.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    person_hash = models.CharField(max_length=64, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.full_name or self.username


class Membership(models.Model):
    """That a person serves at an agency in a role, from `since` until `until` (exclusive)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["agency", "role"]
        indexes = [models.Index(fields=["agency", "role"], name="membership_agency_role")]
        constraints = [
            models.UniqueConstraint(fields=["user", "agency", "role", "since"], name="membership_once"),
        ]


class RecoveryCode(models.Model):
    """A one-time way in for an officer who lost the second factor; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)
