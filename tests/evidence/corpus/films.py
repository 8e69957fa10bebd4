"""Film and sound with secrets beside the picture and the sound; made by ffmpeg, so only where there is one (B-52)."""

import shutil
import struct
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

Plant = Callable[[str], bytes]
PICTURE = ("-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1")
SOUND = ("-f", "lavfi", "-i", "sine=frequency=440:duration=1")
TAGS = ("title", "artist", "comment", "location", "com.apple.quicktime.content.identifier", "encoder")
EXACT = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")


def possible() -> bool:
    """Whether there is an ffmpeg to make them with."""
    return shutil.which("ffmpeg") is not None


def made(ending: str, *arguments: str, word: str = "", extra: dict[str, str] | None = None) -> bytes:
    """One file by ffmpeg; `extra` are texts it reads, laid beside."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (extra or {}).items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        tags = [part for tag in TAGS if word for part in ("-metadata", f"{tag}={word}")]
        command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments, *tags, *EXACT, f"out.{ending}"]
        subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL)
        return (Path(folder) / f"out.{ending}").read_bytes()


def box(kind: bytes, body: bytes) -> bytes:
    """One box of the ISO family."""
    return struct.pack(">I", len(body) + 8) + kind + body


def _with_subtitles(word: str) -> bytes:
    lines = f"1\n00:00:00,000 --> 00:00:00,900\n{word}\n"
    return made("mp4", *PICTURE, "-i", "s.srt", "-c:s", "mov_text", extra={"s.srt": lines})


def _with_chapters(word: str) -> bytes:
    chapters = f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle={word}\n"
    return made("mp4", *PICTURE, "-i", "c.txt", "-map_metadata", "1", "-map", "0:v", extra={"c.txt": chapters})


def _with_box(kind: bytes) -> Plant:
    return lambda word: made("mp4", *PICTURE) + box(kind, word.encode())


def _with_handler(word: str) -> bytes:
    tags = ("-metadata:s:v:0", f"handler_name={word}", "-metadata:s:v:0", f"language={word[:3].lower()}")
    return made("mp4", *PICTURE, *tags)


def _with_second_picture(word: str) -> bytes:
    return made("mp4", *PICTURE, *PICTURE, "-map", "0:v", "-map", "1:v", "-metadata:s:v:1", f"handler_name={word}")


def planted() -> Iterator[tuple[str, Plant]]:
    """All of them: a name, and what makes the file from its word."""
    for ending in ("mp4", "mov", "3gp"):
        codec = ("-c:v", "libx264", "-pix_fmt", "yuv420p")
        tagged = ("-movflags", "use_metadata_tags") if ending != "3gp" else ()
        yield f"film-tags-{ending}", _tagged(ending, *PICTURE, *codec, *tagged)
    yield "film-with-sound", _tagged("mp4", *PICTURE, *SOUND)
    yield "film-subtitles", _with_subtitles
    yield "film-chapters", _with_chapters
    yield "film-handler", _with_handler
    yield "film-second-picture", _with_second_picture
    for kind in (b"free", b"skip", b"uuid", b"gpmd"):
        yield f"film-box-{kind.decode()}", _with_box(kind)
    yield "film-then-html", lambda word: made("mp4", *PICTURE) + f"<script>'{word}'</script>".encode()
    for ending in ("m4a", "mp3", "ogg"):
        yield f"sound-tags-{ending}", _tagged(ending, *SOUND)


def _tagged(ending: str, *arguments: str) -> Plant:
    return lambda word: made(ending, *arguments, word=word)
