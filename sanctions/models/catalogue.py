"""The sanction catalogue, dated and sourced."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.enums import Sureness
from sanctions.enums import Level


class SanctionKind(models.Model):
    """One kind of sanction, from and until the days its law was in force (`valid_until` exclusive).

    `duration_months` is None for a kind without a term; `permanent` ends the employment.
    `for_statuses` and `for_classes` name what it fits: a mismatch warns and asks a reason, it never
    forbids. A class list may be empty: the light kinds exist, yet the law names them for no breach
    of neutrality.
    """

    code = models.CharField(_("kode"), max_length=16, primary_key=True)
    name = models.CharField(_("nama"), max_length=200)
    name_en = models.CharField(_("nama Inggris"), max_length=200)
    level = models.CharField(_("tingkat"), max_length=10, choices=Level.choices)
    duration_months = models.PositiveSmallIntegerField(_("lama (bulan)"), null=True, blank=True)
    permanent = models.BooleanField(_("mengakhiri hubungan kerja"), default=False)
    valid_from = models.DateField(_("berlaku sejak"))
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)
    for_statuses = models.JSONField(_("untuk status"), default=list, blank=True)
    for_classes = models.JSONField(_("untuk kelas"), default=list, blank=True)
    basis = models.CharField(_("dasar hukum"), max_length=160)
    sure = models.CharField(_("kepastian"), max_length=2, choices=Sureness.choices)
    order = models.PositiveSmallIntegerField(_("urutan"))

    class Meta:
        ordering = ["order"]
        verbose_name = _("jenis sanksi")
        verbose_name_plural = _("katalog sanksi")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=models.F("valid_from")),
                name="kind_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(permanent=False) | models.Q(duration_months__isnull=True),
                name="permanent_has_no_term",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def in_force(self, on: date) -> bool:
        """Whether its law stood on that day."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)
