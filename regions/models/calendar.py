"""When things count: holidays, election events, their contests and stages."""

from django.db import models

from regions.enums import ContestKind, HolidayKind, Phase, RuleSetKind
from regions.models.territory import Region


class Holiday(models.Model):
    """A day on which offices are closed, with the decree that says so."""

    day = models.DateField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=HolidayKind.choices)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT)
    basis = models.CharField(max_length=160)
    confirmed = models.BooleanField(default=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["day", "name"], name="holiday_once")]


class CalendarVersion(models.Model):
    """One row; its numbers rise with every change, so that each process sees that its copy is old.

    `number` counts changes of holidays and stages: deadlines keep the number they were computed
    from, and those behind it are computed again. `offices` counts changes of territory and offices,
    which move no deadline.
    """

    number = models.PositiveIntegerField(default=1)
    offices = models.PositiveIntegerField(default=1)


class Election(models.Model):
    """One election event, such as Pilkada 2024 or the Kukar re-vote of 2025."""

    code = models.SlugField(primary_key=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    rule_set = models.CharField(max_length=20, choices=RuleSetKind.choices)
    begins = models.DateField()
    ends = models.DateField()
    regions = models.ManyToManyField(Region, related_name="elections")
    basis = models.CharField(max_length=160)

    class Meta:
        ordering = ["begins"]


class Contest(models.Model):
    """One contest within an event. A phase belongs to a contest, not to a year."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="contests")
    kind = models.CharField(max_length=16, choices=ContestKind.choices)
    determined_on = models.DateField()

    class Meta:
        ordering = ["election", "kind"]
        constraints = [models.UniqueConstraint(fields=["election", "kind"], name="contest_once")]


class Stage(models.Model):
    """A phase of one contest: first and last day, both included, in local dates."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="stages")
    phase = models.CharField(max_length=16, choices=Phase.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    basis = models.CharField(max_length=160)

    class Meta:
        ordering = ["first_day"]
