"""Films and sound are handed out piece by piece, and from any place on, so that somebody can seek in them.

The cipher of a sealed file runs from its beginning, so a piece from the middle costs the way there;
nothing is held in memory but one chunk. Every answer reads the file through against its hash first:
once a piece has left it is too late to refuse.
"""

import re
import time
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from reports.enclosing import PLAYED

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
OPENED, WATCHED = "opened", 3600  # in the session: which files were opened, and for how many real seconds that counts
UNSATISFIABLE = 416


def goes_on(request: HttpRequest, copy: Any) -> bool:
    """Whether this asks for another piece of a film that the person has opened, which is on the record already.

    A player asks for dozens of pieces of one film; an entry for each would bury the openings and tell nothing
    more. Only a piece can go on, and only for an hour after an entry: whoever skips the beginning of a film gets
    an entry for the piece they begin with, and whoever takes a file whole gets one each time.
    """
    if copy.kind not in PLAYED:
        return False
    now, name = time.time(), str(copy.pk)
    opened = {key: at for key, at in request.session.get(OPENED, {}).items() if now - at < WATCHED}
    if request.method == "GET" and "Range" in request.headers and name in opened:
        return True
    request.session[OPENED] = {**opened, name: now}
    return False


def answer(request: HttpRequest, copy: Any, *, keeper: Any, content_type: str) -> HttpResponseBase:
    """The film, or the one piece of it that is asked for; raises `store.Damaged` before anything has left."""
    piece = _asked(request, copy.size)
    response: HttpResponseBase
    if piece is not None and piece[0] >= piece[1]:
        response = HttpResponse(status=UNSATISFIABLE, content_type="text/plain; charset=utf-8")
        response["Content-Range"] = f"bytes */{copy.size}"
        return response
    keeper.check(copy)
    start, stop = piece or (0, copy.size)
    if request.method == "HEAD":
        response = HttpResponse(content_type=content_type)
    else:
        content = _between(keeper.read(copy), start, stop)
        response = StreamingHttpResponse(content, content_type=content_type, status=206 if piece else 200)
    if piece:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{copy.size}"
    response["Content-Length"] = str(stop - start)
    response["Accept-Ranges"] = "bytes"
    return response


def _asked(request: HttpRequest, size: int) -> tuple[int, int] | None:
    """From where to where; empty where the file has no such place. None asks for all of it.

    Several pieces at once, another unit, a piece of a version that we cannot tell apart: all of it (RFC 9110, 14.2).
    """
    found = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or request.method != "GET" or "If-Range" in request.headers:
        return None
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1) if last else size


def _between(chunks: Iterator[bytes], start: int, stop: int) -> Iterator[bytes]:
    end = 0
    for chunk in chunks:
        begin, end = end, end + len(chunk)
        if end > start:
            yield chunk[max(0, start - begin) : stop - begin]
        if end >= stop:
            return
