"""Copies that are enclosed in what leaves: each a file of its own, under a key of its own, made once from a clean copy.

With areas its pixels there are black and it is encoded anew; the clean copy stays as it is.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction

from services.evidence import copies, sandbox, store
from services.evidence.models import Copy, Enclosure

PURPOSE = b"enclosed-file"
Areas = Mapping[int, Sequence[Sequence[int]]]  # page → areas in thousandths, see `blackening`


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What whoever encloses a file keeps of it."""

    pk: UUID
    kind: str
    size: int
    sha256: str


def enclose(copy: Copy, areas: Areas, *, on: date) -> Enclosed:
    """A file of its own made of a clean copy, black where areas lie; raises `store.Damaged` and `sandbox.GivenUp`.

    Durable before the caller's transaction ends; should that roll back, `store.sweep` finds the file.
    """
    made_id = uuid4()
    keep = partial(store.keep, made_id, key=copies.key(made_id, PURPOSE), folder=store.ENCLOSURES, on=on)
    if any(areas.values()):
        with sandbox.looked_at("copy", copy.kind, [copies.whole(copy)], order=json.dumps(areas)) as made:
            kind = made.kind
            digest, size = keep(made.chunks(store.CHUNK))
    else:
        copies.check(copy)
        kind = copy.kind
        digest, size = keep(copies.read(copy))
    Enclosure.objects.create(pk=made_id, size=size)
    return Enclosed(made_id, kind, size, digest)


def read(one: Enclosed) -> Iterator[bytes]:
    """The file, chunk by chunk, each proven whole before it is given; raises `store.Damaged`."""
    return store.decrypted(store.enclosure_path(one.pk), copies.key(one.pk, PURPOSE), one.pk)


def whole(one: Enclosed) -> bytes:
    """The file in one piece, compared with its hash; raises `store.Damaged`. For pictures and documents."""
    return store.whole(read(one), sha256=one.sha256, size=one.size)


def check(one: Enclosed) -> None:
    """Read the file through against its hash, before it is handed out in pieces; raises `store.Damaged`."""
    store.check(read(one), sha256=one.sha256, size=one.size)


def drop(ids: Iterable[UUID]) -> int:
    """Delete these files for good once the caller's transaction is committed; how many there were."""
    gone = list(Enclosure.objects.filter(pk__in=list(ids)).values_list("pk", flat=True))
    Enclosure.objects.filter(pk__in=gone).delete()
    for one in gone:
        transaction.on_commit(partial(store.enclosure_path(one).unlink, missing_ok=True))
    return len(gone)


def told(one: Enclosed) -> str:
    """Every word the file carries besides what is seen and heard; raises `store.Damaged` and `sandbox.GivenUp`."""
    with sandbox.looked_at("told", one.kind, read(one)) as found:
        return b"".join(found.chunks(store.CHUNK)).decode("utf-8", "replace")


def count(copy: Copy) -> int:
    """How many pictures a clean copy has to be looked at for; raises `store.Damaged` and `sandbox.GivenUp`."""
    if copy.kind != "pdf":
        return 1
    with sandbox.looked_at("count", copy.kind, [copies.whole(copy)]) as found:
        return int(found.kind)


def page(kind: str, content: bytes, number: int, areas: Sequence[Sequence[int]] = ()) -> tuple[str, bytes]:
    """One picture of a file and its kind, as it looks with these areas; raises `sandbox.GivenUp`."""
    if kind != "pdf" and not areas:
        return kind, content
    order = json.dumps({"page": number, "areas": [list(area) for area in areas]})
    with sandbox.looked_at("page", kind, [content], order=order) as made:
        return made.kind, b"".join(made.chunks(store.CHUNK))
