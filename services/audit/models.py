"""The notary's book: what was done or read, by whom, on what: plain ids, chained, never edited."""

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One recorded act or read. It holds ids only, so that purging a person needs no edit here.

    `digest` chains to the entry before it once the entry is sealed (`sequence` is its place in the
    chain); entries are sealed in batches so that the chain never makes two filings wait. A trigger
    refuses every other change (migration 0002).
    """

    action = models.CharField(max_length=60)  # subject:verb, such as "case:read" or "identity:shown"
    subject = models.CharField(max_length=64)  # opaque id of what was touched
    actor = models.CharField(max_length=64)  # "user:<id>", "system" or "reporter"
    detail = models.JSONField(default=dict)  # plain ids and codes, never a text a person wrote
    at = models.DateTimeField()
    sequence = models.PositiveBigIntegerField(null=True, unique=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject", "at"], name="entry_subject_at"),
            models.Index(fields=["actor", "at"], name="entry_actor_at"),
            models.Index(fields=["action", "at"], name="entry_action_at"),
            models.Index(fields=["id"], condition=Q(sequence__isnull=True), name="entry_unsealed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sequence__isnull=True, digest="") | Q(sequence__isnull=False) & ~Q(digest=""),
                name="entry_sealed_whole_or_not_at_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} · {self.pk}"


class Head(models.Model):
    """Where the chain ends now: one row, moved by sealing alone.

    Without it the last entries could be cut off and the rest would still verify.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="head_is_one_row")]


class Root(models.Model):
    """The head of the chain when one day was closed, made public so that later edits show.

    Written once (a trigger refuses changes). A day on which no closing ran has no row; the next
    root covers its entries too.
    """

    day = models.DateField(unique=True)
    last_sequence = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["day"]
