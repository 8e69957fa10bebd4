"""The sanction catalogue, dated and sourced."""

from django.db import models


class SanctionKind(models.Model):
    """One kind of sanction, from and until the days its law was in force.

    `duration_months` is None for a kind without a term; `for_class` names the violation classes it
    fits: a mismatch warns and asks a reason, it never forbids.
    """

    code = models.CharField(max_length=16, primary_key=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    level = models.CharField(max_length=10)  # moral, light, medium, heavy, dismissal, contract
    duration_months = models.PositiveSmallIntegerField(null=True)
    permanent = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    for_statuses = models.JSONField(default=list)
    for_classes = models.JSONField(default=list)
    basis = models.CharField(max_length=160)
    sure = models.CharField(max_length=2)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name
