"""The worksheets of data protection: what is due within 3 x 24 hours, what an answer may say, who closes a breach.

Kept by who audits the whole portal. Nothing here joins a person to a report: who asks as a reporter proves it
by using their code, and whoever asks about somebody else's report is told neither that there is one nor that
there is none (UU 27/2022 Pasal 15 and 33).
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from netralitas import breaches
from netralitas.models import THREE_TIMES_24, Asker, Breach, Decision, SubjectRequest
from services.accounts import access
from services.accounts.enums import Role
from services.notifications import outbox
from services.notifications.outbox import Post

UNTOLD = frozenset({Asker.RESPONDENT, Asker.WITNESS, Asker.OTHER})  # who may not even learn that there is something
SOON = timedelta(hours=24)  # before the end, when auditors are written to
LETTER = "staff_worksheet_due"
UNSAID = _(
    "Portal ini tidak memberi tahu siapa pun ada atau tidaknya laporan, siapa pelapornya, atau siapa yang dilaporkan, "
    "selain kepada pelapor yang memegang kodenya. Jawaban ini sama bagi setiap orang dan tidak berarti bahwa ada, "
    "ataupun tidak ada, data tentang Anda dalam suatu laporan. Dasarnya UU 27/2022 Pasal 15 dan Pasal 33: membukanya "
    "dapat membahayakan orang lain dan mengganggu pengawasan. Bila ada tindakan terhadap Anda, kantor yang berwenang "
    "akan memanggil Anda menurut ketentuannya."
)
GIVEN: dict[str, Promise] = {
    Decision.GRANTED: _("Permintaan Anda kami kabulkan."),
    Decision.PARTLY: _("Permintaan Anda kami kabulkan sebagian."),
    Decision.REFUSED: _("Permintaan Anda tidak dapat kami kabulkan."),
}  # of the fourth decision the answer is `UNSAID` and nothing else


class NotYet(Exception):
    """A breach cannot be closed so; `message` is a sentence for the person."""

    def __init__(self, message: Promise) -> None:
        super().__init__(str(message))
        self.message = str(message)


def due(moment: datetime) -> datetime:
    """The end of the 3 x 24 hours that begin at this moment; hours run through nights and holidays."""
    return moment + THREE_TIMES_24


def left(row: SubjectRequest | Breach, *, now: datetime) -> timedelta | None:
    """How much of the time is left, negative when it is over; None once nothing is due."""
    done = row.answered_at if isinstance(row, SubjectRequest) else row.closed_at
    return None if done else row.due_at - now


def close(breach: Breach, *, by: UUID) -> bool:
    """One person proposes that all was told and mended, another confirms; whether it is closed now.

    Raises `NotYet` while the authority or the people were not told or a notice is on its way, and where the
    same person confirms.
    """
    if not (breach.authority_told_at and breach.subjects_told_at and breach.measures):
        raise NotYet(_("Tutup setelah lembaga pengawas dan orang yang terkena diberi tahu dan penanganannya ditulis."))
    if breaches.unfinished(breach).exists():
        raise NotYet(_("Tutup setelah semua pemberitahuan kepada pelapor selesai atau dibatalkan."))
    open_rows = Breach.objects.filter(pk=breach.pk, closed_at__isnull=True)
    if breach.closed_by is None:
        open_rows.filter(closed_by__isnull=True).update(closed_by=by)
        return False
    if access.are_one_person(breach.closed_by, by):
        raise NotYet(_("Orang kedua yang memastikannya, bukan Anda sendiri."))
    return bool(open_rows.update(confirmed_by=by, closed_at=datetime.now(tz=UTC)))


def remind() -> int:
    """Write to every auditor of what is due within a day or overdue; one letter for each sheet, however often asked."""
    limit = datetime.now(tz=UTC) + SOON
    requests = SubjectRequest.objects.filter(answered_at__isnull=True, due_at__lte=limit).only("id")
    breaches = Breach.objects.filter(closed_at__isnull=True, due_at__lte=limit).only("id")
    auditors = access.serving_as(Role.AUDITOR, on=timezone.localdate())
    return sum(_write(row, auditors) for rows in (requests, breaches) for row in rows)


def _write(row: Model, auditors: Iterable[UUID]) -> int:
    posts = [Post(LETTER, f"user:{one}", f"{row}:due:user:{one}") for one in auditors]
    outbox.enqueue_many(posts)
    return len(posts)
