"""What the public reads: frozen figures. No row here can be traced to a report, a case or a person."""

from django.db import models


class Publication(models.Model):
    """All announced figures as of one day, frozen: {table name: [row, …]}.

    A page, a CSV, a JSON answer and the API show the same bytes of meaning, because all of them
    read this row. `digest` is the SHA-256 of the canonical JSON, for whoever quotes a figure.
    """

    as_of = models.DateField(unique=True)
    published_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        ordering = ["-as_of"]

    def __str__(self) -> str:
        return self.as_of.isoformat()
