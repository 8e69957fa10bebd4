"""What a text tells of its own author: said before sending, while it can still be taken out."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from reports.submission import Submission
from services.vault.matching import Text, betrayed

EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,250}\.[^\s@.]{2,}|[\w.+-]{2,64} ?[(\[] ?at ?[)\]] ?\w", re.IGNORECASE)
DIGITS = re.compile(r"(?<!\d)(?:\+?62|0)[ .()-]{0,2}8(?:[ .()/-]{0,2}\d){7,11}(?!\d)")  # an Indonesian mobile number
IDENTITY_NUMBER = re.compile(r"(?<!\d)(?<!\d[ .-])\d(?:[ .-]?\d){15}(?![ .-]?\d)")
WORD = re.compile(r"\w+")
SHORTEST_NAME = 4  # letters; shorter parts of names are words of everyday language
# Who the author is to the others: "saya bekerja", "atasan saya", "kantorku".
RELATION = re.compile(
    r"\b(?:saya|aku)\s+(?:ini\s+|juga\s+)?(?:adalah|sebagai|selaku|bekerja|bertugas|berdinas|menjabat|tinggal|staf|"
    r"sekretaris|bendahara|ajudan|guru|honorer|sopir|satpam|tetangga|istri|suami|anak|keponakan|satu-satunya)\b"
    r"|\b(?:atasan|bos|pimpinan|rekan|teman|suami|istri|ayah|ibu|adik|kakak|anak|paman|bibi|mertua|tetangga|kantor|"
    r"ruangan|meja|sekolah|kelas|rumah|hp|ponsel|akun|nama)(?:\s+kerja)?\s+(?:saya|aku)\b"
    r"|\b(?:atasan|rekan|teman|suami|istri|kantor|ruangan|meja|rumah|ponsel|akun|nama)ku\b",
    re.IGNORECASE,
)
OWN = ("address", "birth_date")  # of what the author typed about themself, besides the name


def found(submission: Submission, *, own: Mapping[str, str]) -> list[str]:
    """One sentence for each kind of trace in the texts that officers and later others will read.

    `own` is what the author has typed about themself: name, address, birth date.
    """
    text = "\n".join(
        [submission.narrative or "", submission.place, *(entry.description for entry in submission.respondents)]
    )
    sentences = []
    if DIGITS.search(text):
        sentences.append(_("Uraian memuat nomor telepon."))
    if EMAIL.search(text):
        sentences.append(_("Uraian memuat alamat surel."))
    if IDENTITY_NUMBER.search(text):
        sentences.append(_("Uraian memuat nomor yang tampak seperti NIK."))
    parts = {part.casefold() for part in WORD.findall(own.get("name", "")) if len(part) >= SHORTEST_NAME}
    if parts & {word.casefold() for word in WORD.findall(text)}:
        sentences.append(_("Uraian memuat bagian dari nama Anda."))
    if betrayed(Text(text), {name: own[name] for name in OWN if own.get(name)}):
        sentences.append(_("Uraian memuat alamat atau tanggal lahir Anda."))
    if RELATION.search(text):
        sentences.append(_("Uraian menyebut pekerjaan, keluarga, atau tempat Anda sendiri."))
    return sentences
