"""One leg of work, its history and its clocks. No key to anything above: `subject` is opaque."""

import uuid

from django.db import models

from procedures.enums import Event, Holder, Procedure, Rung, State
from regions.enums import DayKind, RuleSetKind
from regions.models import Agency


class Proceeding(models.Model):
    """One leg of work at one office under one procedure.

    What it is about is an opaque id (`subject`); the link to a case or to a package respondent
    stands in `reports`, so that a desk that holds a leg cannot walk from it to the case.
    `agency` is the office in charge (its successor acts once it has ended); `officer` a staff id.
    Only `procedures.transitions` writes `state`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    procedure = models.CharField(max_length=10, choices=Procedure.choices)
    rule_set = models.CharField(max_length=20, choices=RuleSetKind.choices)
    state = models.CharField(max_length=20, choices=State.choices)
    holder = models.CharField(max_length=10, choices=Holder.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    officer = models.UUIDField(null=True, blank=True)
    subject = models.UUIDField(db_index=True)
    zone = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)  # rises with every step: compare-and-swap
    level = models.PositiveSmallIntegerField(default=0)  # how often silence has lifted it
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["agency", "state"], name="proceeding_agency_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(holder=Holder.NOBODY),
                name="ended_has_no_holder",
            ),
        ]


class Letter(models.Model):
    """A letter a step rests on ("menurut surat"), because an office may never sign in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=80)
    dated_on = models.DateField()
    received_on = models.DateField(null=True)
    sender = models.CharField(max_length=120)
    scan = models.UUIDField(null=True)  # evidence original


class Step(models.Model):
    """One thing that happened in a proceeding. Append-only; shown to the parties in plain words."""

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    event = models.CharField(max_length=20, choices=Event.choices)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, choices=State.choices)
    at = models.DateTimeField()
    role = models.CharField(max_length=10)
    user = models.UUIDField(null=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)  # codes, dates and ids the guards saw
    note = models.TextField(blank=True)  # the officer's written reason, internal
    basis = models.CharField(max_length=160)

    class Meta:
        ordering = ["proceeding", "number"]
        constraints = [models.UniqueConstraint(fields=["proceeding", "number"], name="step_numbered_once")]


class Deadline(models.Model):
    """A term that runs while a proceeding stands in a state.

    `starts_on` is the local day that is not counted; `due_at` is the exclusive next local midnight,
    shown as 23.59 of the day before. `days` are of kind `day_kind`. Overdue is computed from
    `due_at`, never stored.
    """

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="deadlines")
    kind = models.CharField(max_length=30)  # code of the clock, such as "initial_review"
    holder = models.CharField(max_length=10, choices=Holder.choices)
    starts_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    day_kind = models.CharField(max_length=8, choices=DayKind.choices)
    zone = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    target = models.BooleanField(default=False)  # a goal without a clear legal term
    basis = models.CharField(max_length=160)
    sure = models.CharField(max_length=2)
    calendar_version = models.PositiveIntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at"]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(ended_at__isnull=True), name="deadline_open"),
            models.Index(fields=["proceeding", "ended_at"], name="deadline_of_proceeding"),
        ]


class Pause(models.Model):
    """Days on which a deadline stood still, with the coded reason."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=30)
    since = models.DateField()
    until = models.DateField(null=True)
    by = models.UUIDField()


class ReminderState(models.TextChoices):
    """Every rung of every deadline ends in exactly one of the last three."""

    OWED = "owed", "owed"
    SENT = "sent", "sent"
    SUPERSEDED = "superseded", "superseded"
    CANCELLED = "cancelled", "cancelled"


class Reminder(models.Model):
    """That a rung of a deadline has been reached; at most one row each."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="reminders")
    rung = models.CharField(max_length=12, choices=Rung.choices)
    state = models.CharField(max_length=10, choices=ReminderState.choices, default=ReminderState.OWED)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deadline", "rung"], name="rung_once")]
