"""What a text tells of its own author: said before sending, while it can still be taken out."""

import re

from django.utils.translation import gettext as _

from reports.submission import Submission

EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,250}\.[^\s@.]{2,}")
DIGITS = re.compile(r"(?<!\d)(?:\+62|62|0)8(?:[ .-]?\d){7,11}(?!\d)")  # an Indonesian mobile number
IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")
WORD = re.compile(r"\w+")
SHORTEST_NAME = 4  # letters; shorter parts of names are words of everyday language


def found(submission: Submission, *, own_name: str) -> list[str]:
    """One sentence for each kind of trace in the texts that officers and later others will read."""
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
    parts = {part.casefold() for part in WORD.findall(own_name) if len(part) >= SHORTEST_NAME}
    if parts & {word.casefold() for word in WORD.findall(text)}:
        sentences.append(_("Uraian memuat bagian dari nama Anda."))
    return sentences
