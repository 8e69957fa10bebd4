"""EXTERNAL: the road of those who are no civil servants: village officials, honorary staff, TNI, Polri,
state companies. Their own authority is written to and answers; nothing of the ASN law is asked of it. Data only.
"""

from django.utils.translation import gettext_lazy as _

from procedures.enums import Audience, Event, Fact, Holder, Procedure, State, Sureness
from procedures.guards import follows_the_last_paper
from procedures.vocabulary import Basis, Clock, Final, Held, Limit, Place, Table, Transition
from regions.days import days
from regions.enums import RuleSetKind
from services.accounts.enums import Role

C2, M = Sureness.C2, Sureness.M
AT_BAWASLU = (Role.OPERATOR, Role.VERIFIER)
# One law per kind of person; which office it is stands in the routing table.
OWN_LAWS = "UU 6/2014 (desa); UU 34/2004 (TNI); UU 2/2002 (Polri)"
LAW: Basis = dict.fromkeys(RuleSetKind, OWN_LAWS) | {RuleSetKind.PEMILU: f"{OWN_LAWS}; UU 7/2017 Pasal 280 ayat (2)"}
PRACTICE = "praktik penerusan Bawaslu: bupati melalui DPMD, pimpinan instansi, induk TNI/Polri"

ANSWER = Clock(
    "authority_answer",
    _("Jawaban instansi yang berwenang"),
    "Answer of the authority in charge",
    dict.fromkeys(
        RuleSetKind,
        Limit(
            days(14),
            basis="tidak ada norma; ditetapkan dalam surat, atau target kerja portal",
            sure=M,
            setting="AUTHORITY_TARGET_DAYS",
            target=True,
        ),
    ),
    letter_date="due_on",
)

STATES: dict[State, Held | Final] = {
    State.WITH_AUTHORITY: Held(Holder.AUTHORITY, clocks=(ANSWER,), basis=LAW, sure=M),
    State.ANSWERED: Final(basis=PRACTICE, sure=C2),
}

TRANSITIONS = (
    Transition(
        Place.NEW,
        Event.RECEIVE,
        State.WITH_AUTHORITY,
        by=(Role.SYSTEM, Role.VERIFIER, Role.LEADER),
        tell=(Audience.HOLDER,),
        basis=PRACTICE,
        sure=C2,
    ),
    # Honorary staff belong to an office that may have a desk here; all others answer by letter.
    Transition(
        State.WITH_AUTHORITY,
        Event.ANSWER,
        State.ANSWERED,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(follows_the_last_paper,),
        needs=(Fact.ANSWER,),
        tell=(Audience.BAWASLU, Audience.REPORTER),
        basis=PRACTICE,
        sure=C2,
    ),
    # Bawaslu's own letter: the clock goes on, only an answer stops it.
    Transition(
        State.WITH_AUTHORITY,
        Event.REMIND,
        Place.SAME,
        by=AT_BAWASLU,
        when=(follows_the_last_paper,),
        needs=(Fact.LETTER,),
        tell=(Audience.HOLDER,),
        basis="praktik: surat pengingat oleh pengirim",
        sure=M,
    ),
    Transition(
        Place.ANY_HELD,
        Event.ESCALATE,
        Place.SAME,
        by=(Role.SYSTEM,),
        lifts=True,
        tell=(Audience.HOLDER, Audience.LEVEL_ABOVE, Audience.BAWASLU),
        basis="aturan portal: diam tidak menghentikan perkara",
        sure=M,
    ),
)

TABLE = Table(Procedure.EXTERNAL, STATES, TRANSITIONS)
