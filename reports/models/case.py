"""The case: the folder in which all reports of one act lie, and the people it is about."""

import uuid

from django.db import models

from guidance.models import Act, Offence, ViolationClass
from procedures.enums import Holder, Procedure, State
from procedures.models import Proceeding
from regions.enums import ContestKind, Phase, RuleSetKind
from regions.models import Agency, District, Region
from reports.enums import CheckSource, EmploymentStatus, RecusalReason, ReportKind
from reports.models.report import Report

# The office's own words on a case, which no process but the staff room reads.
NOTES = ("office_class_reason",)


class Case(models.Model):
    """One act that was reported, handled by one Bawaslu office.

    `offence` and `violation_class` are derived from act, day and phase; an office that classes it
    otherwise keeps its own in `office_class` with a reason. The columns below "queue" repeat what
    the Bawaslu leg knows (the proceeding whose `subject` is this case), so that the queue is one
    indexed table; whoever takes a step writes them in its transaction (`queue.refresh`).
    `reference` is random: it tells nothing of order or number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    district = models.ForeignKey(District, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    also_in = models.CharField(max_length=120, blank=True, default="", db_default="")  # as `Report.also_in`
    rule_set = models.CharField(max_length=20, choices=RuleSetKind.choices)
    rule_version = models.CharField(max_length=40)  # the text of law in force, such as "perbawaslu-8-2020"
    election = models.CharField(max_length=50, blank=True)  # code of the event, empty outside every stage
    phase = models.CharField(max_length=16, choices=Phase.choices)
    contest = models.CharField(max_length=16, choices=ContestKind.choices)
    act = models.ForeignKey(Act, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    offence = models.ForeignKey(Offence, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    violation_class = models.CharField(max_length=10, choices=ViolationClass.choices, blank=True)
    office_class = models.CharField(max_length=10, choices=ViolationClass.choices, blank=True)
    office_class_reason = models.TextField(blank=True)
    incident_date = models.DateField(null=True)
    known_date = models.DateField(null=True)
    register_number = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    destroyed_on = models.DateField(null=True)  # who it was about and what was written on it is gone; it stays counted
    # queue
    handler = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=ReportKind.choices)
    state = models.CharField(max_length=20, choices=State.choices)
    holder = models.CharField(max_length=10, choices=Holder.choices)
    due_at = models.DateTimeField(null=True)
    officer = models.UUIDField(null=True)
    received_on = models.DateField()
    respondent_count = models.PositiveSmallIntegerField(default=0)
    report_count = models.PositiveSmallIntegerField(default=1)
    late = models.BooleanField(default=False)
    missing = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)  # equals the Bawaslu leg's, for stale pages

    def leg(self) -> Proceeding:
        """The Bawaslu leg of this case; as fresh as the call."""
        return Proceeding.objects.get(subject=self.pk, procedure=Procedure.BAWASLU)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="case_reference_once"),
            models.CheckConstraint(
                condition=models.Q(office_class="") | ~models.Q(office_class_reason=""),
                name="other_class_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["handler", "due_at", "id"], name="case_queue"),
            models.Index(fields=["handler", "state", "due_at", "id"], name="case_queue_state"),
            models.Index(fields=["handler", "kind", "due_at", "id"], name="case_queue_kind"),
            models.Index(fields=["handler", "received_on"], name="case_queue_received"),
            models.Index(fields=["officer", "due_at"], condition=models.Q(officer__isnull=False), name="case_officer"),
        ]


class FormerHandler(models.Model):
    """That an office handled a case until it was moved to another; the former office keeps its history."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="former", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    to = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    version = models.PositiveIntegerField()  # of the case when it went: later steps are the other office's

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["agency", "on"], name="former_agency_day")]
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="moved_once_per_step")]


class Recusal(models.Model):
    """That an officer stands aside from a case: from then on they see it nowhere. Never taken back."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recusals", db_index=False)
    user = models.UUIDField()
    reason = models.CharField(max_length=8, choices=RecusalReason.choices)
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="recused_once")]


class Respondent(models.Model):
    """One accused person within a case. Name, NIP and post may all be unknown; outcomes are per
    respondent. `checked_on` is when identity and status on the day of the act were verified or,
    with `identity_known` false, marked unknown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="respondents", db_index=False)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120, blank=True)
    nip = models.CharField(max_length=18, blank=True)
    status = models.CharField(max_length=14, choices=EmploymentStatus.choices, default=EmploymentStatus.UNKNOWN)
    employer = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    employer_text = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    position = models.CharField(max_length=120, blank=True)
    description = models.CharField(max_length=500, blank=True)
    person_hash = models.CharField(max_length=64, blank=True)  # keyed hash of the NIP, for recusal
    identity_known = models.BooleanField(null=True)
    checked_on = models.DateField(null=True)
    check_source = models.CharField(max_length=8, choices=CheckSource.choices, blank=True)
    bkn_asked_on = models.DateField(null=True)

    class Meta:
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="respondent_numbered_once")]


class CaseReport(models.Model):
    """That a report belongs to a case. Unlinking closes the row; nothing is deleted or merged away."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="links")
    linked_at = models.DateTimeField()
    linked_by = models.UUIDField(null=True)
    reason = models.TextField(blank=True)  # why an officer moved it, internal
    unlinked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=models.Q(unlinked_at__isnull=True), name="report_in_one_case"
            ),
        ]
