"""Clean copies: owed the moment a file is in, drawn anew by the sandbox one by one, read by people.

The key of a copy is derived from COPY_KEY, which the worker and the staff room have and the public web has
not. Nothing that the sandbox has not made is ever read here.
"""

import logging
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.public import PrivateKey, PublicKey, SealedBox

from services.evidence import sandbox, scanning, store
from services.evidence.models import Copy, CopyState, FileKind, Original

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=20)  # real time; longer than any file may take
MOST_TRIES = 3  # workers that died over one file; then a person looks at it
PURPOSE = b"evidence-copy"


def owe(original: Original, key: bytes) -> Copy:
    """A copy of this file is to be made: its key, sealed to the sandbox, in the caller's transaction."""
    if original.kind == FileKind.OTHER:
        return Copy.objects.create(pk=original.pk, kind=original.kind, state=CopyState.MANUAL, reason="kind")
    sealed = SealedBox(PublicKey(urlsafe_b64decode(settings.SANDBOX_PUBLIC_KEY))).encrypt(key)
    return Copy.objects.create(pk=original.pk, kind=original.kind, sealed_key=bytes(sealed))


def make(n: int) -> int:
    """Make up to `n` copies that wait, one after the other; how many were looked at. Only a worker can."""
    if not settings.SANDBOX_PRIVATE_KEY:
        return 0
    done = 0
    while done < n and (copy := _claim()) is not None:
        try:
            _make(copy)
        except scanning.ScannerDown as trouble:
            _let_go(copy)
            log.error("the virus scanner does not answer, so files wait: %s", trouble)
            break
        done += 1
    return done


def read(copy: Copy) -> Iterator[bytes]:
    """The copy, chunk by chunk, each proven whole before it is given; raises `store.Damaged`."""
    if copy.state != CopyState.READY:
        raise store.Damaged
    return store.decrypted(store.copy_path(copy.pk), key(copy.pk), copy.pk)


def whole(copy: Copy) -> bytes:
    """The copy in one piece, compared with its hash; raises `store.Damaged`. For pictures and documents."""
    return store.whole(read(copy), sha256=copy.sha256, size=copy.size)


def states(originals: Iterable[UUID]) -> dict[UUID, str]:
    """How far the copies of these originals are. One statement."""
    return dict(Copy.objects.filter(pk__in=list(originals)).values_list("pk", "state"))


def check(copy: Copy) -> None:
    """Read the copy through against its hash, before it is handed out in pieces; raises `store.Damaged`."""
    store.check(read(copy), sha256=copy.sha256, size=copy.size)


def waiting() -> QuerySet[Copy]:
    """What nobody is working on."""
    free = Q(tried_at__isnull=True) | Q(tried_at__lt=datetime.now(tz=UTC) - LEASE)
    return Copy.objects.filter(free, state=CopyState.WAITING).order_by("tried_at", "pk")


def _claim() -> Copy | None:
    """The next one, for this worker alone: of two who want it the conditional update lets one through."""
    for copy in waiting()[:5]:
        seen, now = copy.tries, datetime.now(tz=UTC)
        if waiting().filter(pk=copy.pk, tries=seen).update(tries=seen + 1, tried_at=now):
            copy.tries = seen + 1
            return copy
    return None


def _make(copy: Copy) -> None:
    try:
        if copy.tries > MOST_TRIES:
            raise sandbox.GivenUp("too_heavy")
        original = Original.objects.get(pk=copy.pk)
        opened = partial(store.open_original, original, lambda _key_id, _wrapped: _unsealed(copy))
        _scan(opened())
        with sandbox.rebuilt(copy.kind, opened()) as made:
            chunks = made.chunks(store.CHUNK)
            digest, size = store.keep(copy.pk, chunks, key=key(copy.pk), folder=store.COPIES, on=original.received_on)
    except (sandbox.GivenUp, store.Damaged, CryptoError) as trouble:
        reason = trouble.reason if isinstance(trouble, sandbox.GivenUp) else "damaged"
        log.warning("no clean copy could be made: %s", reason)
        _settle(copy, state=CopyState.MANUAL, reason=reason)
        return
    _settle(copy, state=CopyState.READY, kind=made.kind, size=size, sha256=digest)


def _scan(content: Iterator[bytes]) -> None:
    try:
        scanning.look(content)
    except scanning.Harmful:
        raise sandbox.GivenUp("harmful") from None
    except scanning.TooLong:
        raise sandbox.GivenUp("unscanned") from None


def _let_go(copy: Copy) -> None:
    """Nothing was wrong with the file: another look may come at once, and counts as none."""
    Copy.objects.filter(pk=copy.pk, state=CopyState.WAITING).update(tries=copy.tries - 1, tried_at=None)


def _settle(copy: Copy, **outcome: object) -> None:
    """What came of it; the sandbox's way to the original ends here."""
    Copy.objects.filter(pk=copy.pk, state=CopyState.WAITING).update(sealed_key=b"", **outcome)


def _unsealed(copy: Copy) -> bytes:
    private = PrivateKey(urlsafe_b64decode(settings.SANDBOX_PRIVATE_KEY))
    return bytes(SealedBox(private).decrypt(bytes(copy.sealed_key)))


def key(file_id: UUID, purpose: bytes = PURPOSE) -> bytes:
    """The key of one file that people look at, for one purpose."""
    secret = settings.COPY_KEY.encode()[:64]
    return bytes(blake2b(file_id.bytes, digest_size=32, key=secret, person=purpose, encoder=RawEncoder))
