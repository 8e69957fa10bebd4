"""PERSONNEL: what the personnel office (BKPSDM, BKD) does for the appointing official. Data only.

An office that never signs in is served by letter rows: the referring Bawaslu records what it wrote.
"""

from django.utils.translation import gettext_lazy as _

from procedures.enums import Audience, Event, Fact, Holder, Procedure, State, Sureness
from procedures.guards import decided_after_recommended, executed_after_decided
from procedures.vocabulary import Clock, Final, Held, Limit, Place, Table, Transition
from regions.days import days, working_days
from regions.enums import RuleSetKind
from services.accounts.enums import Role

C1, C2, M, X = Sureness.C1, Sureness.C2, Sureness.M, Sureness.X
AT_BAWASLU = (Role.OPERATOR, Role.VERIFIER)
DISCIPLINE = "PP 94/2021; PP 42/2004"

FOLLOW_UP = Clock(
    "follow_up",
    _("Tindak lanjut PPK"),
    "Follow-up by the appointing official",
    dict.fromkeys(
        RuleSetKind,
        Limit(
            days(14),
            basis="ditetapkan dalam surat; sumber menyebut 3, 10, 14 hari, dan dua bulan",
            sure=X,
            setting="PPK_TARGET_DAYS",
            target=True,
        ),
    ),
    letter_date="due_on",
)
DELIVERY = Clock(
    "decree_delivery",
    _("Penyampaian surat keputusan"),
    "Delivery of the decree",
    dict.fromkeys(RuleSetKind, Limit(working_days(14), basis="PP 94/2021; Peraturan BKN 6/2022", sure=C2)),
)

STATES: dict[State, Held | Final] = {
    State.FOLLOW_UP: Held(Holder.PERSONNEL, clocks=(FOLLOW_UP,), basis=DISCIPLINE, sure=C2),
    State.SANCTIONED: Held(Holder.PERSONNEL, clocks=(DELIVERY,), basis=DISCIPLINE, sure=C2),
    State.EXECUTED: Final(basis=DISCIPLINE, sure=C2),
    State.NO_SANCTION: Final(basis=DISCIPLINE, sure=C2),
    State.LEFT_SERVICE: Final(basis="kosakata Kemendagri dan BKN, Desember 2024", sure=C2),
}

TRANSITIONS = (
    Transition(
        Place.NEW,
        Event.RECEIVE,
        State.FOLLOW_UP,
        by=(Role.SYSTEM, Role.VERIFIER, Role.LEADER, Role.BKN),
        tell=(Audience.HOLDER,),
        basis=DISCIPLINE,
        sure=C2,
    ),
    Transition(
        State.FOLLOW_UP,
        Event.DECIDE,
        State.SANCTIONED,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(decided_after_recommended,),
        needs=(Fact.DECREE, Fact.RIGHT_OF_REPLY),
        tell=(Audience.OVERSEER, Audience.BAWASLU, Audience.REPORTER),
        basis="PP 94/2021 Pasal 26 dst.",
        sure=C2,
    ),
    Transition(
        State.FOLLOW_UP,
        Event.DECLINE,
        State.NO_SANCTION,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        needs=(Fact.REASON,),
        tell=(Audience.OVERSEER, Audience.BAWASLU, Audience.REPORTER),
        basis=DISCIPLINE,
        sure=C1,
    ),
    Transition(
        State.SANCTIONED,
        Event.EXECUTE,
        State.EXECUTED,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(executed_after_decided,),
        tell=(Audience.OVERSEER, Audience.BAWASLU, Audience.REPORTER),
        basis="PP 94/2021; laporan melalui I'DIS",
        sure=C2,
    ),
    Transition(
        (State.FOLLOW_UP, State.SANCTIONED),
        Event.RECORD_LEAVING,
        State.LEFT_SERVICE,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        needs=(Fact.REASON,),
        tell=(Audience.OVERSEER, Audience.BAWASLU, Audience.REPORTER),
        basis="kosakata Kemendagri dan BKN, Desember 2024",
        sure=C2,
    ),
    Transition(
        Place.ANY_HELD,
        Event.ESCALATE,
        Place.SAME,
        by=(Role.SYSTEM,),
        lifts=True,
        tell=(Audience.HOLDER, Audience.LEVEL_ABOVE, Audience.BAWASLU, Audience.OVERSEER),
        basis="Perpres 116/2022; aturan portal",
        sure=M,
    ),
)

TABLE = Table(Procedure.PERSONNEL, STATES, TRANSITIONS)
