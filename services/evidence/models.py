"""Files as they came, sealed. Clean copies are rebuilt from them; originals are never served."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """Kind judged by content, never by name."""

    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    WEBP = "webp", "WebP"
    HEIC = "heic", "HEIC"
    PDF = "pdf", "PDF"
    VIDEO = "video", "Video"
    AUDIO = "audio", "Audio"
    OTHER = "other", "Lainnya"


class CopyState(models.TextChoices):
    """How far the clean copy of a file is."""

    WAITING = "waiting", _("Menunggu diproses")
    READY = "ready", _("Siap dilihat")
    MANUAL = "manual", _("Perlu pemeriksaan manual")


class Original(models.Model):
    """One file as received: encrypted on disk with its own key, which is wrapped to the vault.

    `size` and `sha256` are those of the file as it came. The original name and the time of upload
    are absent on purpose: both can betray a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=FileKind.choices)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    wrapped_key = models.BinaryField()
    key_id = models.CharField(max_length=16)
    received_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="original_is_not_empty")]


class Upload(models.Model):
    """A file that is arriving in parts: how much of it is there. Its parts lie sealed beside the originals.

    `owner` is the caller's key of who sends it; `mark` is the sender's own fingerprint of the file's beginning,
    by which a browser finds the upload again after a break. `became` is what the caller made of the whole file:
    it is kept, without parts, so that a sender whose last answer was lost can ask once more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=64)
    mark = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    became = models.UUIDField(null=True)
    begun_on = models.DateField()  # a real day: it is kept for a week, whatever the case time of a demo

    class Meta:
        indexes = [
            models.Index(fields=["owner"], name="upload_owner"),
            models.Index(fields=["begun_on"], name="upload_begun"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0, received__lte=models.F("size")), name="upload_fits_its_size")
        ]


class Copy(models.Model):
    """The clean copy of one original: what people work on. Its key is the original's.

    While it waits, `sealed_key` holds the key of the original's file, sealed to the sandbox; it is emptied
    once the copy exists or was given up. `tried_at` is real time: a worker that died lets go after a while.
    `kind`, `size` and `sha256` are those of the copy; `reason` says why there is none.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    state = models.CharField(max_length=8, choices=CopyState.choices, default=CopyState.WAITING)
    reason = models.CharField(max_length=16, blank=True)
    kind = models.CharField(max_length=8, choices=FileKind.choices)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    sealed_key = models.BinaryField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tried_at"], name="copy_waiting", condition=Q(state="waiting"))]


class Enclosure(models.Model):
    """That a file enclosed in something that leaves is owned; what it is stands with whoever encloses it.

    Its key is derived from the id. Nothing here leads to the clean copy it was made from.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    size = models.PositiveBigIntegerField()
