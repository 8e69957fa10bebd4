"""/api/v1/reports/: the same filing as the form, for programs. Codes travel in bodies only."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reports import exhibits, intake, messages, receipts, requirements, throttle
from reports import status as standings
from reports.api import idempotency, parsing, serializers
from reports.enums import Channel
from reports.requirements import Problem
from reports.submission import Submission

LARGEST_BODY = 512 * 1024
DEADLINE = ("kind", "due_at", "zone", "basis")  # a status row keeps more, which explains the term on the page
KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="≥ 16 characters")
PROBLEMS = {400: serializers.ProblemAnswer, 404: serializers.ProblemAnswer}


class TooLarge(exceptions.APIException):
    """The body is larger than a filing can be."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("Isi kiriman paling besar 512 KB. Kirim berkas lewat reports/evidence/.")
    default_code = "too_large"


class Conflict(exceptions.APIException):
    """The Idempotency-Key stands for another body."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = gettext_lazy("Idempotency-Key ini sudah dipakai untuk isi yang lain. Pakai kunci baru.")
    default_code = "key_reused"


class TooManyMessages(exceptions.Throttled):
    """The brake on messages says when the next one is taken, in its own sentence."""

    def __init__(self, sentence: str, *, wait: int) -> None:
        exceptions.APIException.__init__(self, {"text": [exceptions.ErrorDetail(sentence, code="too_many")]})
        self.wait = wait


def refuse(problems: Iterable[Problem]) -> None:
    """Raise one 400 that names every field; nothing where there is no problem."""
    details: dict[str, list[exceptions.ErrorDetail]] = {}
    for problem in problems:
        details.setdefault(problem.field, []).append(exceptions.ErrorDetail(problem.message, code=problem.code))
    if details:
        raise exceptions.ValidationError(details)


class Filing(APIView):
    """Shared by all calls below: JSON objects of a sensible size, codes read forgivingly."""

    parser_classes = [parsing.FlatJSONParser]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a huge body before it is read, and any query parameter: a code must never stand there."""
        super().initial(request, *args, **kwargs)
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        json_body = str(request.content_type).startswith("application/json")
        if json_body and length.isdigit() and int(length) > LARGEST_BODY:
            raise TooLarge
        refuse(Problem(name, "unknown", _("Parameter ini tidak dikenal.")) for name in request.query_params)

    def body(self, request: Request, known: set[str] | None = None) -> Mapping[str, Any]:
        """The body as an object; names outside `known` are refused."""
        if not isinstance(request.data, Mapping):
            refuse([Problem("", "invalid", _("Kirim satu objek JSON."))])
        if isinstance(request.data, QueryDict):
            parsing.refuse_doubled(name for name, given in request.data.lists() if len(given) > 1)
        if known is not None:
            refuse(
                Problem(name, "unknown", _("Isian ini tidak dikenal.")) for name in request.data if name not in known
            )
        return cast(Mapping[str, Any], request.data)

    def code(self, body: Mapping[str, Any]) -> str:
        """The canonical code of the field `receipt`; a typing error is answered without a look-up."""
        given = body.get("receipt")
        if not isinstance(given, str) or not given:
            refuse([Problem("receipt", "required", _("Kode wajib diisi."))])
        try:
            return receipts.read(str(given))
        except receipts.Typo as error:
            refuse([Problem("receipt", "typo", str(error))])
            raise


class Reports(Filing):
    """POST reports/"""

    @extend_schema(
        operation_id="report_file",
        parameters=[KEY],
        request=serializers.ReportBody,
        responses={
            201: serializers.ReportAnswer,
            400: serializers.ProblemAnswer,
            409: serializers.ProblemAnswer,
            413: serializers.ProblemAnswer,
            429: serializers.ProblemAnswer,
        },
        tags=["reports"],
    )
    def post(self, request: Request) -> Response:
        """File a report or a tip. The same key and body give the same answer for 24 hours."""
        throttle.API_FILING.note(request)
        if hold := throttle.API_FILING.hold(request):
            raise exceptions.Throttled(wait=hold.seconds)
        key, body = self._key(request), self.body(request)
        submission, shapes = requirements.read(body)
        if problems := [*shapes, *requirements.problems(submission)]:
            # A key that stands for another body is told so, whatever is wrong with this one.
            self._recalled(key, body)
            refuse(problems)
        return Response(self._once(key, body, submission), status=status.HTTP_201_CREATED)

    def _key(self, request: Request) -> str:
        key: str = request.headers.get("Idempotency-Key", "")
        if not idempotency.SHORTEST <= len(key) <= idempotency.LONGEST:
            refuse([Problem("Idempotency-Key", "required", _("Kirim kepala Idempotency-Key, 16 sampai 200 karakter."))])
        return key

    def _recalled(self, key: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
        try:
            return idempotency.recall(key, body)
        except idempotency.OtherBody as error:
            raise Conflict from error

    def _once(self, key: str, body: Mapping[str, Any], submission: Submission) -> dict[str, Any]:
        """File at once; only where the key turns out to be taken, undo that and look at what it stands for."""
        try:
            return self._filed(key, body, submission)
        except IntegrityError:
            # None: the key had expired, and is free again now.
            return self._recalled(key, body) or self._filed(key, body, submission)

    def _filed(self, key: str, body: Mapping[str, Any], submission: Submission) -> dict[str, Any]:
        code = receipts.issue()
        with transaction.atomic():
            answer = answered(code, intake.receive(submission, code=code, channel=Channel.API))
            idempotency.remember(key, body, answer)
        return answer


def answered(code: str, receipt: intake.Receipt) -> dict[str, Any]:
    """The answer to a filing; the only place where an API says a code."""
    return {
        "receipt": receipts.grouped(code),
        "ticket": receipt.ticket,
        "kind": receipt.kind,
        "missing": [{"code": part.code, "message": part.message} for part in receipt.missing],
        "deadlines": [
            {"kind": d.kind, "due_at": d.due_at.isoformat(), "zone": d.zone, "basis": d.basis}
            for d in receipt.deadlines
        ],
    }


class Evidence(Filing):
    """POST reports/evidence/"""

    parser_classes = [parsing.PartsParser, parsing.FlatJSONParser]

    @extend_schema(
        operation_id="report_evidence",
        request={"multipart/form-data": serializers.EvidenceBody},
        responses={201: serializers.EvidenceAnswer, **PROBLEMS},
        tags=["reports"],
    )
    def post(self, request: Request) -> Response:
        """Add one file or one link to what the code stands for."""
        body = self.body(request, {"receipt", "file", "link"})
        code = self.code(body)
        upload, link = request.FILES.get("file"), body.get("link")
        if (upload is None) == (not link):
            refuse([Problem("file", "required", _("Kirim satu berkas atau satu tautan."))])
        if not exhibits.known(code):
            raise exceptions.NotFound(_("Kode ini tidak membuka apa pun."))
        try:
            added = exhibits.accept_link(code, str(link)) if link else exhibits.accept_file(code, upload)
        except exhibits.Refused as error:
            refuse([Problem("link" if link else "file", error.code, str(error))])
        return Response({"number": added.number}, status=status.HTTP_201_CREATED)


class Status(Filing):
    """POST reports/status/"""

    @extend_schema(
        operation_id="report_status",
        request=serializers.ReceiptBody,
        responses={200: serializers.StatusAnswer, **PROBLEMS},
        tags=["reports"],
    )
    def post(self, request: Request) -> Response:
        """Where the report stands. Unknown, expired and purged codes get one and the same answer."""
        found = standings.read(self.code(self.body(request, {"receipt"})))
        if found is None:
            raise exceptions.NotFound(_("Kode ini tidak membuka apa pun."))
        return Response(
            {
                "kind": found.kind,
                "stage": found.stage,
                "stage_label": found.stage_label,
                "steps": [{"date": step.date.isoformat(), "label": step.label} for step in found.steps],
                "deadlines": [{name: term[name] for name in DEADLINE} for term in found.deadlines],
                "missing": [{"code": part.code, "message": part.message} for part in found.missing],
                "messages": [
                    {"date": line.date.isoformat(), "from_reporter": line.from_reporter, "text": line.text}
                    for line in found.messages
                ],
            }
        )


class Messages(Filing):
    """POST reports/messages/"""

    @extend_schema(
        operation_id="report_message",
        request=serializers.MessageBody,
        responses={201: serializers.MessageLine, **PROBLEMS, 429: serializers.ProblemAnswer},
        tags=["reports"],
    )
    def post(self, request: Request) -> Response:
        """Write to the office that handles the report."""
        body = self.body(request, {"receipt", "text"})
        code = self.code(body)
        try:
            sent = messages.from_reporter(code, str(body.get("text") or ""))
        except messages.TooMany as error:
            raise TooManyMessages(str(error), wait=error.wait) from error
        except messages.Refused as error:
            refuse([Problem("text", error.code, str(error))])
        if sent is None:
            raise exceptions.NotFound(_("Kode ini tidak membuka apa pun."))
        line = {"date": sent.on.isoformat(), "from_reporter": True, "text": sent.text}
        return Response(line, status=status.HTTP_201_CREATED)
