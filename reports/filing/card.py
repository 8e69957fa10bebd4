"""The photo of an identity card on the reporter's page: taken as it is or refused; neither drawn nor named here.

It is never written to a disk on its way, not even as a temporary file, and the name it came with is not asked.
"""

from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.submission import Problem
from services.evidence import kinds
from services.evidence.models import FileKind

FIELD = "card"
MOST = 5 * 1024 * 1024  # bytes
KINDS = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.HEIC})
SENTENCES: dict[str, Promise] = {
    "empty": _("Foto KTP ini kosong. Pilih foto lain, atau lanjut tanpa foto."),
    "kind": _("Berkas ini tidak dapat dipakai sebagai foto KTP. Kirim foto JPEG, PNG, WebP, atau HEIC."),
    "too_large": _("Foto KTP ini lebih besar dari 5 MB. Kirim yang lebih kecil, atau lanjut tanpa foto."),
}


class Refused(Exception):
    """Not taken, and nothing of it was kept; `problem` says at its field why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.problem = Problem(FIELD, code, str(SENTENCES[code]))


class InMemory(FileUploadHandler):
    """Keeps the bytes of this one field in memory, up to one more than are taken; other files go their usual way."""

    received: bytearray | None = None

    def new_file(self, field_name: str, *args: object, **kwargs: object) -> None:
        super().new_file(field_name, *args, **kwargs)  # type: ignore[arg-type]
        self.received = bytearray() if field_name == FIELD else None
        if self.received is not None:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.received is None:
            return raw_data
        self.received += raw_data[: MOST + 1 - len(self.received)]
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if self.received is None:
            return None
        content, self.received = BytesIO(self.received), None
        return InMemoryUploadedFile(content, FIELD, FIELD, None, file_size, None)


def brought(request: HttpRequest) -> bool:
    """Whether the page brought one."""
    return FIELD in request.FILES


def read(request: HttpRequest) -> bytes:
    """The photo as it was sent, judged by what it is; raises `Refused`."""
    content: bytes = request.FILES[FIELD].read(MOST + 1)  # type: ignore[union-attr]
    if not content:
        raise Refused("empty")
    if len(content) > MOST:
        raise Refused("too_large")
    if kinds.judge(content[: kinds.HEAD]) not in KINDS:
        raise Refused("kind")
    return content
