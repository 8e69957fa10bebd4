"""The shapes of requests and answers, as the OpenAPI document shows them.

Validation is `reports.requirements`, which the form shares; these classes describe, they decide nothing.
"""

from rest_framework import serializers

from regions.enums import ContestKind
from reports.enums import Capacity, EmploymentStatus, Favoured, Knowers, ReportKind, Requirement, Sex, Stage

CITIZEN_KINDS = [(kind.value, kind.label) for kind in (ReportKind.REPORT, ReportKind.TIP)]


class RespondentBody(serializers.Serializer):  # type: ignore[type-arg]
    """One person reported; every fact may be unknown and left out."""

    name = serializers.CharField(required=False, max_length=120)
    status = serializers.ChoiceField(EmploymentStatus.choices, required=False)
    employer = serializers.CharField(required=False, max_length=120, help_text="Agency code or free text")
    unit = serializers.CharField(required=False, max_length=120)
    position = serializers.CharField(required=False, max_length=120)
    description = serializers.CharField(required=False, max_length=500)


class WitnessBody(serializers.Serializer):  # type: ignore[type-arg]
    """One witness; sealed on arrival."""

    name = serializers.CharField(required=False, max_length=120)
    address = serializers.CharField(required=False, max_length=300)
    phone = serializers.CharField(required=False)


class ReporterBody(serializers.Serializer):  # type: ignore[type-arg]
    """Who reports; only for kind `report`, sealed on arrival."""

    name = serializers.CharField(required=False, max_length=120)
    birth_place = serializers.CharField(required=False, max_length=80)
    birth_date = serializers.DateField(required=False)
    sex = serializers.ChoiceField(Sex.choices, required=False)
    occupation = serializers.CharField(required=False, max_length=80)
    citizenship = serializers.CharField(required=False, max_length=60)
    address = serializers.CharField(required=False, max_length=300)
    phone = serializers.CharField(required=False)
    email = serializers.EmailField(required=False)


class ReportBody(serializers.Serializer):  # type: ignore[type-arg]
    """One filing. Unknown facts are left out."""

    kind = serializers.ChoiceField(CITIZEN_KINDS)
    region = serializers.CharField(help_text="Dotted code, see GET regions/")
    district = serializers.CharField(required=False)
    also_in = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text=(
            "Where else the same act happened: codes of GET regions/, `same_province`, `other_province`. Several "
            "regencies go to the Bawaslu of the province, several provinces to Bawaslu RI"
        ),
    )
    act = serializers.CharField(required=False, help_text="See GET acts/")
    incident_date = serializers.DateField(required=False)
    known_date = serializers.DateField(required=False)
    place = serializers.CharField(required=False, max_length=300)
    narrative = serializers.CharField(required=False, max_length=20_000)
    contest = serializers.ChoiceField(ContestKind.choices, required=False)
    favoured = serializers.ChoiceField(Favoured.choices, required=False)
    capacity = serializers.ChoiceField(Capacity.choices, required=False)
    knowers = serializers.ChoiceField(
        Knowers.choices,
        required=False,
        help_text="How many people could know this. With few (1 to 4) it leaves the office only with consent",
    )
    respondents = RespondentBody(many=True, required=False)
    witnesses = WitnessBody(many=True, required=False)
    reporter = ReporterBody(required=False)


class MissingPart(serializers.Serializer):  # type: ignore[type-arg]
    """A requirement of the law that is not met yet; it never refuses a filing."""

    code = serializers.ChoiceField(Requirement.choices)
    message = serializers.CharField()


class DeadlineLine(serializers.Serializer):  # type: ignore[type-arg]
    """A deadline: `due_at` is the exclusive local midnight; until when is 23.59 of the day before."""

    kind = serializers.CharField()
    due_at = serializers.DateTimeField()
    zone = serializers.CharField()
    basis = serializers.CharField()


class ReportAnswer(serializers.Serializer):  # type: ignore[type-arg]
    """What a filing is answered with; `receipt` is the secret code, `ticket` opens nothing."""

    receipt = serializers.CharField()
    ticket = serializers.CharField()
    kind = serializers.ChoiceField(CITIZEN_KINDS)
    missing = MissingPart(many=True)
    deadlines = DeadlineLine(many=True)


class ReceiptBody(serializers.Serializer):  # type: ignore[type-arg]
    """The secret code, in any spelling."""

    receipt = serializers.CharField()


class EvidenceBody(ReceiptBody):
    """One file, or one link."""

    file = serializers.FileField(required=False)
    link = serializers.URLField(required=False)


class EvidenceAnswer(serializers.Serializer):  # type: ignore[type-arg]
    """The number under which the evidence is listed."""

    number = serializers.IntegerField()


class MessageBody(ReceiptBody):
    """A message to the office."""

    text = serializers.CharField()


class StepLine(serializers.Serializer):  # type: ignore[type-arg]
    """One dated sentence."""

    date = serializers.DateField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer, named by the interface


class MessageLine(serializers.Serializer):  # type: ignore[type-arg]
    """One message, by day."""

    date = serializers.DateField()
    from_reporter = serializers.BooleanField()
    text = serializers.CharField()


class StatusAnswer(serializers.Serializer):  # type: ignore[type-arg]
    """Where a report stands, in plain words and days."""

    kind = serializers.ChoiceField(ReportKind.choices)
    stage = serializers.ChoiceField(Stage.choices)
    stage_label = serializers.CharField()
    steps = StepLine(many=True)
    deadlines = DeadlineLine(many=True)
    missing = MissingPart(many=True)
    messages = MessageLine(many=True)


class ErrorEntry(serializers.Serializer):  # type: ignore[type-arg]
    """What is wrong with one field."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemAnswer(serializers.Serializer):  # type: ignore[type-arg]
    """An error (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    errors = ErrorEntry(many=True)  # type: ignore[assignment]  # a field of the answer, named by the interface
