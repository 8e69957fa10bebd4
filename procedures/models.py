"""One leg of work, its history and its clocks. No key to anything above: `subject` is opaque."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.enums import Event, Holder, PauseReason, Procedure, Rung, State
from procedures.workflow import FINAL_STATES
from regions.enums import DayKind, RuleSetKind
from regions.models import Agency


class Proceeding(models.Model):
    """One leg of work at one office under one procedure.

    What it is about is an opaque id (`subject`); the link to a case or to a package respondent
    stands in `reports`, so that a desk that holds a leg cannot walk from it to the case.
    `agency` is the office in charge (its successor acts once it has ended); `sender` the Bawaslu
    office that referred the matter and may record letters of an office that never signs in, empty
    where Bawaslu itself is in charge; `officer` a staff id. Only `procedures.transitions` writes
    `state`. `level` is how often silence in the present state has lifted the matter.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    procedure = models.CharField(max_length=10, choices=Procedure.choices)
    rule_set = models.CharField(max_length=20, choices=RuleSetKind.choices)
    state = models.CharField(max_length=20, choices=State.choices)
    holder = models.CharField(max_length=10, choices=Holder.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    sender = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    officer = models.UUIDField(null=True, blank=True)
    subject = models.UUIDField(db_index=True)
    zone = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)  # rises with every step: compare-and-swap
    level = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)  # of the clocks of the present state
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["agency", "state"], name="proceeding_agency_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) & ~models.Q(holder=Holder.NOBODY)
                | models.Q(ended_at__isnull=False, holder=Holder.NOBODY),
                name="held_until_it_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(FINAL_STATES), ended_at__isnull=False)
                | ~models.Q(state__in=sorted(FINAL_STATES)) & models.Q(ended_at__isnull=True),
                name="final_has_ended",
            ),
        ]

    @property
    def desk_id(self) -> str:
        """The office that has the next move: the referring Bawaslu where it was asked, else the one in charge."""
        return self.sender_id if self.sender_id and self.holder == Holder.BAWASLU else self.agency_id


class Letter(models.Model):
    """A letter a step rests on ("menurut surat"), because an office may never sign in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=80)
    dated_on = models.DateField()
    received_on = models.DateField(null=True)
    sender = models.CharField(max_length=120)
    scan = models.UUIDField(null=True)  # evidence original


class RecordState(models.TextChoices):
    """What became of a letter that was typed in."""

    WAITING = "waiting", _("menunggu orang kedua")
    CONFIRMED = "confirmed", _("dipastikan orang kedua")
    DECLINED = "declined", _("ditolak orang kedua")


class LetterRecord(models.Model):
    """What somebody of Bawaslu typed in from an office's letter that moves a leg, until a second person has read it.

    Field by field as it was typed, and by whom; the step itself is taken by confirming it. `version` is that of the
    leg its author saw, `scan` the sealed picture of the letter. A declined one stays, with the reason. What was typed
    goes when it is confirmed, since the papers then hold it, and with what the leg is about.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leg = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="letter_records")
    event = models.CharField(max_length=20, choices=Event.choices)
    version = models.PositiveIntegerField()
    typed = models.JSONField(default=dict)
    scan = models.UUIDField(null=True)  # evidence original
    role = models.CharField(max_length=10)
    agency = models.CharField(max_length=60)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RecordState.choices, default=RecordState.WAITING)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["leg"], condition=models.Q(state="waiting"), name="letter_waits_once"),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("recorded_by")),
                name="letter_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(decided_by__isnull=False),
                name="letter_confirmed_by_somebody",
            ),
        ]


class Step(models.Model):
    """One thing that happened in a proceeding. Append-only; shown to the parties in plain words."""

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="steps", db_index=False)
    number = models.PositiveIntegerField()
    event = models.CharField(max_length=20, choices=Event.choices)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, choices=State.choices)
    at = models.DateTimeField()
    role = models.CharField(max_length=10)
    user = models.UUIDField(null=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
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
    `due_at`, never stored. `wake_at` only tells the scan when to look at this row again; None means
    never, because it stands still (`paused_since`) or the ladder is at its end.
    """

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="deadlines", db_index=False)
    kind = models.CharField(max_length=30)  # code of the clock, such as "initial_review"
    holder = models.CharField(max_length=10, choices=Holder.choices)
    starts_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    day_kind = models.CharField(max_length=8, choices=DayKind.choices)
    zone = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    extension = models.BooleanField(default=False)  # it prolongs an earlier term of the same kind, `prolongs`
    prolongs = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    target = models.BooleanField(default=False)  # a goal without a clear legal term
    basis = models.CharField(max_length=160)
    sure = models.CharField(max_length=2)
    calendar_version = models.PositiveIntegerField()
    moved_from = models.DateTimeField(null=True)  # due before the calendar changed
    paused_since = models.DateField(null=True)
    wake_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at"]
        indexes = [
            models.Index(fields=["wake_at"], condition=models.Q(ended_at__isnull=True), name="deadline_wake"),
            models.Index(
                fields=["calendar_version"], condition=models.Q(ended_at__isnull=True), name="deadline_calendar"
            ),
            models.Index(fields=["proceeding", "ended_at"], name="deadline_of_proceeding"),
        ]


class Pause(models.Model):
    """Days on which a deadline stood still, `until` exclusive, with the coded reason."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=30, choices=PauseReason.choices)
    since = models.DateField()
    until = models.DateField(null=True)
    by = models.UUIDField()

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"], condition=models.Q(until__isnull=True), name="paused_once_at_a_time"
            ),
        ]


class ReminderState(models.TextChoices):
    """Every rung of every deadline ends in exactly one of the last three."""

    OWED = "owed", "owed"
    SENT = "sent", "sent"
    SUPERSEDED = "superseded", "superseded"
    CANCELLED = "cancelled", "cancelled"


class Reminder(models.Model):
    """That a rung of a deadline has been reached; at most one row each."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="reminders", db_index=False)
    rung = models.CharField(max_length=12, choices=Rung.choices)
    state = models.CharField(max_length=10, choices=ReminderState.choices, default=ReminderState.OWED)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deadline", "rung"], name="rung_once")]
        # What is owed is little; what was ever reached grows.
        indexes = [models.Index(fields=["deadline"], condition=models.Q(state="owed"), name="rung_owed")]


class Handover(models.Model):
    """That the open proceedings of one authority go to another in one step, such as KASN's to BKN.

    One person counts and asks (`counted`), another approves; `moved` says how many went. The offices'
    letters, steps and terms stay as they are.
    """

    source = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    target = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    basis = models.CharField(max_length=160)
    counted = models.PositiveIntegerField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    at = models.DateTimeField(null=True)
    moved = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(at__isnull=True), name="one_handover_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("asked_by")),
                name="handover_by_two_people",
            ),
        ]
