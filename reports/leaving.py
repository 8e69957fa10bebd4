"""The words of a package besides its narrative: which they are, and which of them may also be a reporter's.

Who a package is about stands in it as the reporter first typed it and an officer corrected it, so these
words are looked at like the narrative. Reads rows that it is given; asks nobody.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.models.case import Respondent
from reports.models.package import PackageRespondent, ReferralPackage

Person = Respondent | PackageRespondent
# Every typed text of a `PackageRespondent`, and what people call it.
FIELDS: dict[str, Promise] = {
    "name": _("nama"),
    "employer_text": _("instansi"),
    "unit": _("unit kerja"),
    "position": _("jabatan"),
    "description": _("ciri-ciri"),
}
LEFT_BEHIND = {"description"}  # a package has the column and never fills it: of a case's row it is not looked at
# What follows one of these is the name of an office or a place, which a reporter may bear or live in as well.
OFFICES = re.compile(
    r"\b(?:badan|bagian|bidang|biro|cabang|camat|desa|dinas|direktorat|distrik|gampong|inspektorat|kampung|kantor|kec|"
    r"kecamatan|kel|kelurahan|kementerian|kepala|lurah|nagari|pemerintah|pemkab|pemkot|pemprov|puskesmas|rsud|sdn?|"
    r"sekolah|sekretariat|seksi|sman?|smkn?|smpn?|subbagian|subbidang|universitas|uptd?)\b\.?"
    r"(?=((?:[ -]{1,3}[^\W_]{1,40}){1,4}))",
    re.IGNORECASE,
)


def words(people: Iterable[Person]) -> list[tuple[int, str, str]]:
    """What leaves about each person, in their order: number, field and text; blank ones left out."""
    standing = sorted(people, key=lambda one: one.number)
    return [(one.number, name, text) for one in standing for name, text in _typed(one)]


def spared(people: Iterable[Person]) -> Iterator[str]:
    """Words that may stand in a package although a reporter's name or address has them too.

    A respondent's own name, the offices that the portal itself knows, and in what was typed the names of
    offices and places; no other word. A whole name, number or address is the vault's to find in any case.
    """
    for one in people:
        yield one.name
        if one.employer:
            yield one.employer.name
        for name, text in _typed(one):
            if name != "name":
                yield from (found[1] for found in OFFICES.finditer(text))


def place(number: int, name: str) -> str:
    """Where such a text stands, for people."""
    return str(_("%(field)s terlapor %(number)d")) % {"field": FIELDS[name], "number": number}


def of_package(package: ReferralPackage) -> list[Person]:
    """The people a package is about, as they stand in it."""
    return list(package.respondents.select_related("employer"))


def _typed(one: Person) -> Iterator[tuple[str, str]]:
    for name in FIELDS:
        behind = isinstance(one, Respondent) and name in LEFT_BEHIND
        if not behind and (text := getattr(one, name)):
            yield name, text
