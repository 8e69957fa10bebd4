"""The program inside the sandbox: draws a file anew, so that nothing but what can be seen and heard is left of it.

Run as `python -m services.evidence.rebuilding KIND SOURCE TARGET`, the last two being open descriptors of
memory: the file, and an empty one for its copy. It prints one word: the kind of the copy, or why there is
none (exit code 3). It knows no database, no key, no name and no network.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pillow_heif
import pypdfium2
from PIL import Image, ImageOps

from services.evidence import confining

LONGEST_EDGE, CARD_EDGE = 4000, 1600  # pixels of a picture, of an identity card; larger ones are made smaller
MOST_PIXELS = 50_000_000  # what the cameras of phones make; a picture that unfolds to more waits for a person
BOMB = 400_000_000  # pixels at which not even the head of a file is looked at
MOST_PAGES, PAGE_EDGE, LARGEST_PAGE = 200, 1600, 14_400  # pages; pixels; points (the PDF limit of 200 inches)
FILM_EDGE, LONGEST_FILM = 1280, 1800  # pixels, seconds
SOUND = ("-c:a", "aac", "-b:a", "96k")


class GivenUp(Exception):
    """No copy can be made; the text is the code of the reason."""


def picture(source: int, target: int, *, edge: int = LONGEST_EDGE) -> str:
    """One picture, turned upright, its pixels on a new canvas: no metadata, no profile, no second frame."""
    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = BOMB // 2  # Pillow refuses at twice of it
    with os.fdopen(os.dup(source), "rb") as stream, Image.open(stream) as opened:
        opened.draft("RGB", (edge, edge))  # a large JPEG is decoded at a half or a quarter of its size
        if opened.width * opened.height > MOST_PIXELS:
            raise GivenUp("too_large")
        ImageOps.exif_transpose(opened, in_place=True)
        see_through = opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info
        wanted = "RGBA" if see_through else "RGB"
        pixels = opened if opened.mode == wanted else opened.convert(wanted)
        pixels.load()
    pixels.thumbnail((edge, edge))
    canvas = Image.new(pixels.mode, pixels.size)
    canvas.paste(pixels)
    with os.fdopen(os.dup(target), "wb") as written:
        if see_through:
            canvas.save(written, "PNG")
            return "png"
        canvas.save(written, "JPEG", quality=88)
    return "jpeg"


def card(source: int, target: int) -> str:
    """A photo of an identity card, as large as a screen needs to read it."""
    return picture(source, target, edge=CARD_EDGE)


def document(source: int, target: int) -> str:
    """Every page of a PDF as a picture of itself, in a new PDF: no text, link, script or attachment."""
    with os.fdopen(os.dup(source), "rb") as stream:
        try:
            opened = pypdfium2.PdfDocument(stream.read())
        except pypdfium2.PdfiumError as error:
            raise GivenUp("encrypted" if "password" in str(error).lower() else "broken") from error
    if not 0 < len(opened) <= MOST_PAGES:
        raise GivenUp("too_many_pages" if len(opened) else "broken")
    bind(pages(opened), target)
    return "pdf"


def bind(drawn: Iterator[Image.Image], target: int, **coding: int) -> None:
    """Pictures as the pages of a new PDF without a word about when or with what it was made."""
    day = time.gmtime(0)  # else it would hold the hour at which the copy was made
    first = next(drawn)
    with os.fdopen(os.dup(target), "wb") as written:
        first.save(
            written, "PDF", save_all=True, append_images=drawn, creationDate=day, modDate=day, resolution=150, **coding
        )


def film(source: int, target: int) -> str:
    """One picture track and one sound track, encoded anew; nothing else of the container survives."""
    filters = f"scale='min({FILM_EDGE},iw)':-2"
    picture_track = ["-map", "0:v:0", "-vf", filters, "-c:v", "libx264", "-preset", "veryfast", "-crf", "27"]
    tracks = [*picture_track, "-pix_fmt", "yuv420p", "-map", "0:a:0?", *SOUND]
    return _encoded(source, target, "video", container="mov", tracks=tracks)


def sound(source: int, target: int) -> str:
    """One sound track, encoded anew."""
    head = os.pread(source, 12, 0)
    container = "ogg" if head.startswith(b"OggS") else "mov" if head[4:8] == b"ftyp" else "mp3"
    return _encoded(source, target, "audio", container=container, tracks=["-map", "0:a:0", "-vn", *SOUND])


WAYS: dict[str, Callable[[int, int], str]] = {
    "jpeg": picture,
    "png": picture,
    "webp": picture,
    "heic": picture,
    "card": card,
    "pdf": document,
    "video": film,
    "audio": sound,
}


def pages(opened: pypdfium2.PdfDocument) -> Iterator[Image.Image]:
    """Every page as a picture, one after the other."""
    for page in opened:
        yield drawn_page(page)
        page.close()


def drawn_page(page: pypdfium2.PdfPage) -> Image.Image:
    """One page on a new canvas."""
    width, height = page.get_size()
    if not 0 < max(width, height) <= LARGEST_PAGE:
        raise GivenUp("too_large")
    drawn = page.render(scale=PAGE_EDGE / max(width, height), may_draw_forms=False).to_pil().convert("RGB")
    canvas = Image.new("RGB", drawn.size, "white")
    canvas.paste(drawn)
    return canvas


def _encoded(source: int, target: int, kind: str, *, container: str, tracks: list[str]) -> str:
    program = shutil.which("ffmpeg", path=os.defpath + ":/usr/local/bin")
    if program is None:
        raise GivenUp("no_tool")
    # The container is named, so that a play list or a script dressed as a film is never followed.
    command = [
        program, "-nostdin", "-y", "-v", "error", "-protocol_whitelist", "file,pipe", "-f", container,
        "-i", f"/proc/self/fd/{source}", *tracks, "-t", str(LONGEST_FILM), "-sn", "-dn", "-map_metadata", "-1",
        "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
        "-movflags", "+faststart", "-f", "mp4", f"/proc/self/fd/{target}",
    ]  # fmt: skip
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, pass_fds=(source, target), check=False
    )
    if done.returncode != 0:
        raise GivenUp("broken")
    return kind


def main(kind: str, source: int, target: int) -> int:
    """Draw it anew; 0 with the kind of the copy, 3 with the reason why there is none."""
    return confined(kind, lambda: WAYS[kind](source, target))


def confined(kind: str, work: Callable[[], str]) -> int:
    """Do it with nothing but the file at hand and print what comes of it: 0, or 3 with the reason why nothing did."""
    try:
        if not confining.confine(kind):
            raise GivenUp("no_sandbox")
        said, code = work(), 0
    except GivenUp as reason:
        said, code = str(reason), 3
    except MemoryError:
        said, code = "too_large", 3
    except Image.DecompressionBombError:
        said, code = "too_large", 3
    except Exception:  # whatever a damaged file makes a decoder say, it is a damaged file
        said, code = "broken", 3
    print(said)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
