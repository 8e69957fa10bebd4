"""PDF files written by hand, with a secret in every place of the format that is not a pixel (B-53)."""

import zlib
from collections.abc import Callable, Iterator, Mapping

Plant = Callable[[str], bytes]
SQUARE = b"0.2 0.4 0.8 rg 20 20 60 60 re f"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 120]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>%s>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(content: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """A stream object."""
    body = zlib.compress(content) if packed else content
    kind = b"/Filter/FlateDecode" if packed else b""
    return b"<<%s%s/Length %d>>stream\n%s\nendstream" % (entries, kind, len(body), body)


def paper(
    *, content: bytes = SQUARE, root: bytes = b"", page: bytes = b"", more: Mapping[int, bytes] | None = None,
    trailer: bytes = b"",
) -> bytes:  # fmt: skip
    """A document of one page; `more` are objects from number 6 on."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R%s>>" % root,
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: PAGE % page,
        4: stream(content),
        5: FONT,
        **(more or {}),
    }
    return written(objects, trailer)


def written(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """Objects as a file, with its table of places."""
    text, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(text)
        text += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % place for place in places.items())
    size = max(objects) + 1
    return text + b"xref\n0 1\n0000000000 65535 f \n%strailer\n<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        table, size, trailer, len(text),
    )  # fmt: skip


def pages(count: int) -> bytes:
    """A document of many pages that share one content."""
    kids = b" ".join(b"%d 0 R" % number for number in range(6, 6 + count))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        4: stream(SQUARE),
        5: FONT,
        **dict.fromkeys(range(6, 6 + count), PAGE % b""),
    }
    return written(objects)


def locked() -> bytes:
    """A document that asks for a password nobody has."""
    mark = b"41" * 32
    key = b"<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%s>/U<%s>>>" % (mark, mark)
    return paper(more={6: key}, trailer=b"/Encrypt 6 0 R/ID[<00><00>]")


def _script(word: bytes) -> bytes:
    return b"<</S/JavaScript/JS(app.alert\\('%s'\\))>>" % word


def _annotation(body: bytes) -> bytes:
    return b"/Annots[<</Type/Annot/Rect[10 10 60 30]%s>>]" % body


def _attached(word: bytes) -> bytes:
    names = b"/Names<</EmbeddedFiles<</Names[(%s)6 0 R]>>>>" % word
    return paper(
        root=names,
        more={
            6: b"<</Type/Filespec/F(%s.exe)/EF<</F 7 0 R>>>>" % word,
            7: stream(word, b"/Type/EmbeddedFile", packed=True),
        },
    )


def _revised(word: bytes) -> bytes:
    """An earlier revision told the word; the last one does not show it."""
    first = paper(content=b"BT /F 10 Tf 20 60 Td (%s) Tj ET" % word)
    start = len(first)
    later = b"4 0 obj\n%s\nendobj\n" % stream(SQUARE)
    table = b"xref\n4 1\n%010d 00000 n \n" % start
    before = first.rindex(b"xref\n0 1")
    end = b"trailer\n<</Root 1 0 R/Size 6/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (before, start + len(later))
    return first + later + table + end


def _form(word: bytes) -> bytes:
    field = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(%s)/V(%s)/Rect[0 0 9 9]>>" % (word, word)
    return paper(
        root=b"/AcroForm<</Fields[6 0 R]/XFA 7 0 R>>", page=b"/Annots[6 0 R]", more={6: field, 7: stream(word)}
    )


def _layer(word: bytes) -> bytes:
    root = b"/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>"
    text = b"/OC /L BDC BT /F 9 Tf 9 60 Td (%s) Tj ET EMC " % word
    more = {6: b"<</Type/OCG/Name(%s)>>" % word}
    whole = paper(content=text + SQUARE, root=root, more=more)
    return whole.replace(b"/Resources<<", b"/Resources<</Properties<</L 6 0 R>>")


PLACES: dict[str, Callable[[bytes], bytes]] = {
    "author": lambda w: paper(more={6: b"<</Author(%s)/Producer(%s)/Title(%s)>>" % (w, w, w)}, trailer=b"/Info 6 0 R"),
    "author-wide": lambda w: paper(
        more={6: b"<</Author<feff%s>>>" % w.decode().encode("utf-16-be").hex().encode()}, trailer=b"/Info 6 0 R"
    ),
    "xmp": lambda w: paper(root=b"/Metadata 6 0 R", more={6: stream(w, b"/Type/Metadata/Subtype/XML")}),
    "xmp-packed": lambda w: paper(root=b"/Metadata 6 0 R", more={6: stream(w, b"/Type/Metadata", packed=True)}),
    "open-script": lambda w: paper(root=b"/OpenAction" + _script(w)),
    "named-script": lambda w: paper(root=b"/Names<</JavaScript<</Names[(a)%s]>>>>" % _script(w)),
    "page-script": lambda w: paper(page=b"/AA<</O%s>>" % _script(w)),
    "launch": lambda w: paper(root=b"/OpenAction<</S/Launch/F(%s.exe)>>" % w),
    "submit": lambda w: paper(root=b"/OpenAction<</S/SubmitForm/F(http://%s.example)>>" % w),
    "go-elsewhere": lambda w: paper(root=b"/OpenAction<</S/GoToR/F(//%s.example/x)/D[0/Fit]>>" % w),
    "link": lambda w: paper(page=_annotation(b"/Subtype/Link/A<</S/URI/URI(http://%s.example)>>" % w)),
    "note": lambda w: paper(page=_annotation(b"/Subtype/Text/Contents(%s)/T(%s)" % (w, w))),
    "attached-note": lambda w: paper(page=_annotation(b"/Subtype/FileAttachment/FS<</F(%s)>>" % w)),
    "free-text": lambda w: paper(page=_annotation(b"/Subtype/FreeText/F 2/Contents(%s)" % w)),
    "attachment": _attached,
    "form": _form,
    "layer": _layer,
    "earlier-revision": _revised,
    "under-a-box": lambda w: paper(content=b"BT /F 9 Tf 20 60 Td (%s) Tj ET 0 g 10 50 180 30 re f" % w),
    "invisible-text": lambda w: paper(content=b"BT 3 Tr /F 9 Tf 20 60 Td (%s) Tj ET " % w + SQUARE),
    "white-text": lambda w: paper(content=b"1 g BT /F 9 Tf 20 60 Td (%s) Tj ET " % w + SQUARE),
    "text-layer": lambda w: paper(content=b"BT /F 9 Tf 20 60 Td (%s) Tj ET" % w),
    "off-the-page": lambda w: paper(content=b"BT /F 9 Tf 900 900 Td (%s) Tj ET " % w + SQUARE),
    "comment": lambda w: paper(content=b"%% %s\n" % w + SQUARE),
    "piece-info": lambda w: paper(page=b"/PieceInfo<</App<</Private(%s)>>>>" % w),
    "unused-object": lambda w: paper(more={6: b"(%s)" % w}),
    "unused-packed": lambda w: paper(more={6: stream(w, packed=True)}),
    "outline": lambda w: paper(root=b"/Outlines<</First 6 0 R/Last 6 0 R/Count 1>>", more={6: b"<</Title(%s)>>" % w}),
    "page-label": lambda w: paper(root=b"/PageLabels<</Nums[0<</P(%s)>>]>>" % w),
    "id": lambda w: paper(trailer=b"/ID[(%s)(%s)]" % (w, w)),
    "then-html": lambda w: paper() + b"<html><script>'%s'</script>" % w,
    "then-text": lambda w: paper() + w,
    "then-zip": lambda w: paper() + b"PK\x03\x04" + w,
}


def planted() -> Iterator[tuple[str, Plant]]:
    """All of them: a name, and what makes the file from its word."""
    for name, made in PLACES.items():
        yield f"pdf-{name}", _encoded(made)


def _encoded(made: Callable[[bytes], bytes]) -> Plant:
    return lambda word: made(word.encode("ascii"))
