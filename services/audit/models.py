"""The notary's book: what was done or read, by whom, on what: plain ids, chained, never edited."""

from django.db import models


class Entry(models.Model):
    """One recorded act or read. It holds ids only, so that purging a person needs no edit here.

    `digest` chains to the entry before it once the entry is sealed (`sequence` is its place in the
    chain); entries are sealed in batches so that the chain never makes two filings wait.
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
        ]


class Root(models.Model):
    """The head of the chain at the end of one day, made public so that later edits show."""

    day = models.DateField(unique=True)
    last_sequence = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["day"]
