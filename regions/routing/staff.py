"""Whether a person works at a Bawaslu office, read from what people write of employer, unit and post.

All secretariats of Bawaslu share one employer in law, so the place stands in the unit as often as in the
employer; a Panwascam works for the office of its regency. Who is missed here may be read by a colleague, and
who is taken for one costs a level: so a Bawaslu of which nobody said where it is may be this one.
"""

import re

from regions import offices
from regions.enums import AgencyKind
from regions.models import Agency

SUPERVISES = re.compile(
    r" (bawaslu|panwas(cam|lu|lucam|kel)?|pkd|ptps|pengawas (pemilu|pemilihan|tps|kecamatan|kelurahan|desa|lapangan)) "
)
NO_SIGN = re.compile(r"[\W_]+")
LOCAL = frozenset({"kota", "kabupaten", "kab", "kecamatan", "kec", "kelurahan", "desa", "city", "regency"})
AD_HOC = frozenset({"panwas", "panwaslu", "panwascam", "panwaslucam", "panwaskel", "pkd", "ptps", "tps", "lapangan"})
PROVINCIAL = frozenset({"provinsi", "propinsi", "prov", "province"})
NATIONAL = frozenset({"ri", "republik", "pusat"})
PLAIN = frozenset({  # words that say nothing of where
    "bawaslu", "badan", "panitia", "pengawas", "pemilu", "pemilihan", "umum", "sekretariat", "sekretaris", "setjen",
    "jenderal", "kantor", "staf", "anggota", "ketua", "komisioner", "pegawai", "kepala",
})  # fmt: skip
ELSEWHERE = {  # words that name another level than this one
    AgencyKind.BAWASLU_REGENCY: PROVINCIAL | NATIONAL,
    AgencyKind.BAWASLU_PROVINCE: LOCAL | AD_HOC | NATIONAL,
}
HERE = {
    AgencyKind.BAWASLU_REGENCY: PLAIN | LOCAL | AD_HOC,
    AgencyKind.BAWASLU_PROVINCE: PLAIN | PROVINCIAL,
}


def works_at(office: Agency, *written: str) -> bool:
    """Whether what was written of one person (employer as code or text, unit, post) means this Bawaslu office.

    Never for Bawaslu RI, above which nobody stands.
    """
    if office.kind not in HERE:
        return False
    texts = [_words(text) for text in written if text.strip()]
    own = [text for text in texts if SUPERVISES.search(text)]
    if any(_means(office, text) for text in own):
        return True
    if not own or not all(_says_nothing_of_where(office, text) for text in own):
        return False
    rest = [text for text in texts if text not in own]
    named = {place for text in rest for place in _places(text)}
    if _place_of(office) in named:
        return True
    return not named and not any(set(text.split()) & (LOCAL | PROVINCIAL | NATIONAL) for text in rest)


def _words(text: str) -> str:
    """The words of a text between single blanks; of a known office those of its name."""
    known = offices.find(text.strip().lower())
    return f" {NO_SIGN.sub(' ', (known.name if known else text).casefold()).strip()} "


def _means(office: Agency, text: str) -> bool:
    """Whether a text about a Bawaslu names this office: its place, and no other level."""
    places, words = _places(text), set(text.split())
    if _place_of(office) not in places:
        return False
    if office.kind == AgencyKind.BAWASLU_REGENCY:
        return not words & ELSEWHERE[AgencyKind.BAWASLU_REGENCY] or bool(words & (LOCAL | AD_HOC))
    of_a_regency = len(places) > 1 and not words & PROVINCIAL
    return not of_a_regency and not words & ELSEWHERE[AgencyKind.BAWASLU_PROVINCE]


def _says_nothing_of_where(office: Agency, text: str) -> bool:
    return all(word in HERE[AgencyKind(office.kind)] or word.isdecimal() for word in text.split())


def _place_of(office: Agency) -> str:
    return office.region_id or office.province_id or ""


def _places(text: str) -> set[str]:
    """The codes of regencies and provinces that a text names, a kecamatan as its regency; the longest name first,
    so that Loa Janan Ilir in Samarinda is not Loa Janan in Kukar."""
    found = set()
    for phrase, code in _names():
        if f" {phrase} " in text:
            found.add(code)
            text = text.replace(f" {phrase} ", " | ")
    return found


def _names() -> list[tuple[str, str]]:
    """Every name of a place with its code, the longest first. Asks memory alone, and only about a Bawaslu."""
    named: dict[str, str] = {}
    for region in offices.regions():
        named.update((_words(one.name).strip(), region.code) for one in offices.districts(region))
    for region in offices.regions():
        whole = _words(region.name).strip().removeprefix(f"{region.kind} ")
        named.update((_words(name).strip(), region.code) for name in (whole, region.short_name, region.slug))
        province = offices.of_kind(AgencyKind.BAWASLU_PROVINCE, region.province_id)
        short = province.code.rsplit("-", 1)[-1] if province else ""
        named.update((_words(name).strip(), region.province_id) for name in (region.province.name, short) if name)
    return sorted(named.items(), key=lambda pair: -len(pair[0]))
