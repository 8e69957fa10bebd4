"""One operational table of the composition root."""

from django.db import models


class Pulse(models.Model):
    """The last moment (real time) at which a scheduled task reached a worker and was done.

    `retention` is the exception: it holds the case time at which what had had its time was last deleted.
    It ages when the scheduler, the broker or every worker stands still; `/readyz` tells its age.
    """

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
