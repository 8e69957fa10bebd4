"""Keys of files, wrapped anew when the vault's key changes. Nobody here sees one."""

from collections.abc import Callable, Iterator, Sequence

from django.db.models import QuerySet

from services.evidence.models import Original

# (key id, wrapped key) of several files → each wrapped to the key of now, or None where it does not open.
Rewrap = Callable[[Sequence[tuple[str, bytes]]], Sequence[bytes | None]]


def rewrap(anew: Rewrap, *, to: str, n: int = 200) -> Iterator[tuple[int, int]]:
    """Bring every file key to the vault's key `to`, in batches; yields how many were done and how many do not open.

    It may be stopped at any moment and begun again: the key id of each row says how far it came.
    """
    last = None
    while rows := list(_older(to, last)[:n]):
        last = rows[-1].pk
        found = anew([(row.key_id, bytes(row.wrapped_key)) for row in rows])
        done = 0
        for row, wrapped in zip(rows, found, strict=True):
            if wrapped is not None:
                done += 1
                # One purged meanwhile stays purged.
                Original.objects.filter(pk=row.pk, key_id=row.key_id).update(key_id=to, wrapped_key=wrapped)
        yield done, len(rows) - done


def _older(to: str, last: object) -> QuerySet[Original]:
    older = Original.objects.exclude(key_id=to).order_by("pk")
    return older.filter(pk__gt=last) if last else older
