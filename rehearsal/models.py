"""The score boards of the rehearsals that ran in this installation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Board(models.Model):
    """What one rehearsal ended with: its arguments and its score board, as `--output` writes it.

    No case, no person and no office's officer can be found from here: counts and days only.
    """

    days = models.PositiveSmallIntegerField()
    cases = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    content = models.JSONField()
    ran_at = models.DateTimeField()  # real time, unlike everything in the board

    class Meta:
        ordering = ["-id"]
        verbose_name = _("papan skor gladi")
        verbose_name_plural = _("papan skor gladi")
