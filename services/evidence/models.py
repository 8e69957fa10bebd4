"""Files as they came, sealed. Clean copies are rebuilt from them; originals are never served."""

import uuid

from django.db import models
from django.db.models import Q


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
