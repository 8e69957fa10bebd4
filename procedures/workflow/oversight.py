"""OVERSIGHT: what the national overseer of neutrality does with a referral: KASN, then BKN, then
whoever succeeds. Data only; which office it is depends on the date, never on a row here."""

from django.utils.translation import gettext_lazy as _

from procedures.enums import Audience, Event, Fact, Holder, Procedure, State, Sureness
from procedures.vocabulary import Clock, Final, Held, Limit, Place, Table, Transition
from regions.days import days, working_days
from regions.enums import RuleSetKind
from services.accounts.enums import Role

C1, C2, M = Sureness.C1, Sureness.C2, Sureness.M
AT_BAWASLU = (Role.OPERATOR, Role.VERIFIER)
LAW = "UU 20/2023; Perpres 92/2024; SE MenPANRB 4/2024"

VERIFICATION = Clock(
    "verification",
    _("Verifikasi Satgas Netralitas"),
    "Verification by the neutrality task force",
    dict.fromkeys(RuleSetKind, Limit(days(7), basis="prosedur SBT BKN, Oktober 2024", sure=C2)),
)
# Reported by KASN in June 2024, no law found; the office that followed has named no such term.
DECISION = Clock(
    "overseer_decision",
    _("Keputusan pengawas netralitas"),
    "Decision of the overseer",
    dict.fromkeys(
        RuleSetKind,
        Limit(working_days(14), basis="keterangan KASN, Juni 2024; norma tidak ditemukan", sure=C1, target=True),
    ),
    until_setting="OVERSEER_CHANGED_ON",
)

STATES: dict[State, Held | Final] = {
    State.VERIFICATION: Held(Holder.OVERSEER, clocks=(VERIFICATION, DECISION), basis=LAW, sure=C2),
    State.RECOMMENDED: Final(basis=LAW, sure=C2),
    State.NOT_PROVEN: Final(basis=LAW, sure=C2),
    State.REJECTED: Final(basis="penyaringan oleh KASN sebelum rekomendasi", sure=C1),
}

TRANSITIONS = (
    Transition(
        Place.NEW,
        Event.RECEIVE,
        State.VERIFICATION,
        by=(Role.SYSTEM, Role.VERIFIER, Role.LEADER),
        tell=(Audience.HOLDER,),
        basis=LAW,
        sure=C2,
    ),
    Transition(
        State.VERIFICATION,
        Event.RECOMMEND,
        State.RECOMMENDED,
        by=(Role.BKN,),
        by_letter=AT_BAWASLU,
        needs=(Fact.RECOMMENDATION,),
        opens=(Procedure.PERSONNEL,),
        tell=(Audience.BAWASLU, Audience.NEXT_HOLDER, Audience.REPORTER),
        basis=LAW,
        sure=C2,
    ),
    Transition(
        State.VERIFICATION,
        Event.FIND_NOT_PROVEN,
        State.NOT_PROVEN,
        by=(Role.BKN,),
        by_letter=AT_BAWASLU,
        needs=(Fact.REASON,),
        tell=(Audience.BAWASLU, Audience.REPORTER),
        basis=LAW,
        sure=C2,
    ),
    Transition(
        State.VERIFICATION,
        Event.REJECT,
        State.REJECTED,
        by=(Role.BKN,),
        by_letter=AT_BAWASLU,
        needs=(Fact.REASON,),
        tell=(Audience.BAWASLU, Audience.REPORTER),
        basis="penyaringan oleh KASN sebelum rekomendasi",
        sure=C1,
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

TABLE = Table(Procedure.OVERSIGHT, STATES, TRANSITIONS)
