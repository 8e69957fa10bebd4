"""THE ROUTING TABLE. Two keys that are never mixed: where the act happened names the Bawaslu (PLACE);
what the person is and who employs them names what follows (REFERRALS). Data only; `resolve` reads it.

The first row whose conditions all hold decides. A row names a kind of office, never KASN or BKN.
`sure`: C3 three sources, C2 two, C1 one, M none found yet (a lawyer should look here first).
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from regions.enums import AgencyKind, ContestKind, RuleSetKind


class Reach(Enum):
    """How far the places of one act lie apart."""

    ONE_REGENCY = 1
    SEVERAL_REGENCIES = 2
    SEVERAL_PROVINCES = 3


class Party(Enum):
    """Who a referral goes to; which office that is depends on employer, region and day."""

    OVERSEER = "overseer"  # KASN, later BKN
    PERSONNEL = "personnel"  # BKPSDM or BKD of the employer, or the employer itself by letter
    ABOVE_PPK = "above_ppk"  # the level above the appointing authority: governor, Kemendagri
    VILLAGE_OFFICE = "village_office"  # DPMD, for the regent
    MILITARY = "military"
    POLICE = "police"
    JOINT_DESK = "joint_desk"  # Sentra Gakkumdu of the place


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """Which level of Bawaslu handles an act, and which when a respondent works in that very office.

    Empty `rule_sets`, `contests` and `districts` mean any.
    """

    to: AgencyKind
    conflicted_to: AgencyKind
    basis: str
    sure: str
    reach: tuple[Reach, ...] = tuple(Reach)
    rule_sets: tuple[RuleSetKind, ...] = ()
    contests: tuple[ContestKind, ...] = ()
    districts: tuple[str, ...] = ()
    valid_from: date = date.min
    valid_until: date = date.max  # exclusive


@dataclass(frozen=True, slots=True)
class Destination:
    """One recipient of a referral; a copy informs, it does not hand over the case."""

    procedure: str
    party: Party
    copy: bool = False
    by_letter: bool = False


@dataclass(frozen=True, slots=True)
class ReferralRule:
    """What Bawaslu refers for one kind of person and class, and what when the personnel office or the
    circle of the appointing authority is itself concerned. Empty `statuses` and `classes` mean any."""

    to: tuple[Destination, ...]
    conflicted_to: tuple[Destination, ...]
    basis: str
    sure: str
    statuses: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    valid_from: date = date.min
    valid_until: date = date.max  # exclusive


@dataclass(frozen=True, slots=True)
class Rules:
    """One complete set of routing rules; a proposed change is another set, tried on past cases."""

    place: tuple[PlaceRule, ...]
    referrals: tuple[ReferralRule, ...]
    crime: tuple[Destination, ...] = ()  # in parallel to the above, where the act may be a crime


OVERSIGHT, PERSONNEL, GAKKUMDU, EXTERNAL = "oversight", "personnel", "gakkumdu", "external"

ASN = ("pns", "cpns", "pppk")
VILLAGE = ("kades", "perangkat_desa")
MINOR = ("minor",)

TO_OVERSEER = Destination(OVERSIGHT, Party.OVERSEER)
COPY_TO_EMPLOYER = Destination(PERSONNEL, Party.PERSONNEL, copy=True)
COPY_ABOVE = Destination(PERSONNEL, Party.ABOVE_PPK, copy=True, by_letter=True)
TO_EMPLOYER = Destination(PERSONNEL, Party.PERSONNEL)
# Those who are no civil servants: to their own authority, and nothing of the ASN law is asked of it.
TO_OWN_EMPLOYER = Destination(EXTERNAL, Party.PERSONNEL)
TO_OWN_EMPLOYER_BY_LETTER = Destination(EXTERNAL, Party.PERSONNEL, by_letter=True)
TO_LEVEL_ABOVE = Destination(EXTERNAL, Party.ABOVE_PPK, by_letter=True)
TO_DPMD = Destination(EXTERNAL, Party.VILLAGE_OFFICE, by_letter=True)
TO_TNI = Destination(EXTERNAL, Party.MILITARY, by_letter=True)
TO_POLRI = Destination(EXTERNAL, Party.POLICE, by_letter=True)
TO_JOINT_DESK = Destination(GAKKUMDU, Party.JOINT_DESK, by_letter=True)

PLACE = (
    PlaceRule(
        to=AgencyKind.BAWASLU_RI,
        conflicted_to=AgencyKind.BAWASLU_RI,
        reach=(Reach.SEVERAL_PROVINCES,),
        basis="Jenjang Bawaslu: kejadian di beberapa provinsi",
        sure="M",
    ),
    PlaceRule(
        to=AgencyKind.BAWASLU_PROVINCE,
        conflicted_to=AgencyKind.BAWASLU_RI,
        reach=(Reach.SEVERAL_REGENCIES,),
        basis="Bawaslu Provinsi: kejadian di beberapa kabupaten/kota",
        sure="C2",
    ),
    PlaceRule(
        to=AgencyKind.BAWASLU_PROVINCE,
        conflicted_to=AgencyKind.BAWASLU_RI,
        rule_sets=(RuleSetKind.PILKADA,),
        contests=(ContestKind.GOVERNOR,),
        basis="Bawaslu Provinsi: pemilihan gubernur",
        sure="C2",
    ),
    PlaceRule(
        to=AgencyKind.BAWASLU_REGENCY,
        conflicted_to=AgencyKind.BAWASLU_PROVINCE,
        basis="Perbawaslu 8/2020 dan 7/2022: tempat kejadian",
        sure="C3",
    ),
)

REFERRALS = (
    ReferralRule(
        statuses=("tni",),
        to=(TO_TNI,),
        conflicted_to=(TO_TNI,),
        basis="UU 34/2004 ps. 39; UU 7/2017 ps. 280 (2)",
        sure="M",
    ),
    ReferralRule(
        statuses=("polri",),
        to=(TO_POLRI,),
        conflicted_to=(TO_POLRI,),
        basis="UU 2/2002 ps. 28; UU 7/2017 ps. 280 (2)",
        sure="M",
    ),
    ReferralRule(
        statuses=VILLAGE,
        to=(TO_DPMD,),
        conflicted_to=(TO_LEVEL_ABOVE,),
        basis="UU 6/2014: bupati melalui DPMD",
        sure="C1",
    ),
    ReferralRule(
        statuses=("honorer",),
        to=(TO_OWN_EMPLOYER,),
        conflicted_to=(TO_LEVEL_ABOVE,),
        basis="Bukan ASN: atasan dan kepala daerah",
        sure="C1",
    ),
    ReferralRule(
        statuses=("bumn",),
        to=(TO_OWN_EMPLOYER_BY_LETTER,),
        conflicted_to=(TO_OWN_EMPLOYER_BY_LETTER,),
        basis="UU 7/2017 ps. 280 (2): direksi atau pemilik",
        sure="M",
    ),
    ReferralRule(
        statuses=(*ASN, "unknown"),
        classes=MINOR,
        to=(TO_EMPLOYER,),
        conflicted_to=(TO_OVERSEER, COPY_ABOVE),
        basis="PP 94/2021 ps. 26: atasan memeriksa; tanpa rekomendasi pengawas",
        sure="M",
    ),
    ReferralRule(
        statuses=ASN,
        to=(TO_OVERSEER, COPY_TO_EMPLOYER),
        conflicted_to=(TO_OVERSEER, COPY_ABOVE),
        basis="SKB 22 September 2022; SE MenPANRB 4/2024",
        sure="C3",
    ),
    ReferralRule(  # status not known at referral: the overseer's first step is to check it in SIASN
        to=(TO_OVERSEER, COPY_TO_EMPLOYER),
        conflicted_to=(TO_OVERSEER, COPY_ABOVE),
        basis="SKB 22 September 2022: status diperiksa pengawas",
        sure="M",
    ),
)

RULES = Rules(place=PLACE, referrals=REFERRALS, crime=(TO_JOINT_DESK,))
