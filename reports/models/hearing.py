"""What Bawaslu's decisions rest on: plenary minutes, the respondent's reply, announcements."""

from django.db import models

from regions.models import Agency
from reports.enums import ReplyKind, Stage
from reports.models.case import Case, Respondent
from reports.models.report import Exhibit


class PlenaryMinutes(models.Model):
    """The minutes of one plenary of one office. It may decide on several cases, each a `PlenaryDecision`.

    `members` is how many serve on the body, `present` how many of them came; their names are
    `PlenaryMember` rows. A number is used once per office and `year`, the year of `held_on`.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=80)
    held_on = models.DateField()
    agenda = models.CharField(max_length=200)
    members = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField()
    recorded_by = models.UUIDField()

    class Meta:
        ordering = ["held_on"]
        indexes = [models.Index(fields=["agency", "held_on"], name="minutes_agency_day")]
        constraints = [
            models.CheckConstraint(condition=models.Q(present__lte=models.F("members")), name="present_are_members"),
            models.UniqueConstraint(fields=["agency", "year", "number"], name="minutes_numbered_once"),
        ]


class PlenaryMember(models.Model):
    """One member of the body at one plenary: whether they came, and whether they signed its minutes."""

    minutes = models.ForeignKey(PlenaryMinutes, on_delete=models.PROTECT, related_name="seats", db_index=False)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    present = models.BooleanField()
    signed = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="seat_numbered_once"),
            models.CheckConstraint(
                condition=models.Q(signed=False) | models.Q(present=True), name="who_signs_was_present"
            ),
        ]


class PlenaryDecision(models.Model):
    """The one decision that a plenary took on one case.

    `recused` are the names of members who stood aside for this case, one per line: they do not count
    towards the quorum. `dissent` is the minority's opinion in its own words.
    """

    minutes = models.ForeignKey(PlenaryMinutes, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    recused = models.TextField(blank=True)
    dissent = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "case"], name="one_decision_per_case")]

    def deciding(self) -> int:
        """How many members decided on this case: those who came, without those who stood aside."""
        return self.minutes.present - len(self.recused.splitlines())


class Invitation(models.Model):
    """That a respondent was invited in writing to explain themselves, by which letter and for which day."""

    respondent = models.ForeignKey(Respondent, on_delete=models.PROTECT, related_name="invitations")
    letter_number = models.CharField(max_length=80)
    letter_date = models.DateField()
    hearing_on = models.DateField()
    recorded_by = models.UUIDField()

    class Meta:
        ordering = ["hearing_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hearing_on__gt=models.F("letter_date")), name="invited_a_day_before"
            ),
            models.UniqueConstraint(fields=["respondent", "letter_number"], name="invited_once_per_letter"),
        ]


class Preservation(models.Model):
    """That a link to social media is to be preserved on the day it came, before somebody deletes it.

    `due_on` is that day; `done_on` is when an officer ticked it off, with a note on how.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="preservations")
    exhibit = models.OneToOneField(Exhibit, on_delete=models.PROTECT, related_name="preservation")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.UUIDField(null=True)
    note = models.TextField(blank=True)


class Answer(models.Model):
    """How a respondent's right of reply was met, on which day."""

    respondent = models.ForeignKey(Respondent, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=8, choices=ReplyKind.choices)
    on = models.DateField()
    summary = models.TextField(blank=True)
    recorded_by = models.UUIDField()


class Announcement(models.Model):
    """That the office announced a stage of a case itself; only then may figures count it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="announcements")
    stage = models.CharField(max_length=16, choices=Stage.choices)
    on = models.DateField()
    recorded_by = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "stage"], name="announced_once")]
