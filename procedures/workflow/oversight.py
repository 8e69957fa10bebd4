"""OVERSIGHT: what the national overseer of neutrality does with a referral: KASN, then BKN, then
whoever succeeds. Data only; which office it is depends on the date, never on a row here.

After the recommendation the overseer watches over the appointing official's answer: it warns, blocks
data, lifts the block. The system closes the matter once the employer's side has ended.
"""

from django.utils.translation import gettext_lazy as _

from procedures.enums import Audience, Event, Fact, Holder, Procedure, State, Sureness
from procedures.guards import (
    authority_has_acted,
    authority_has_not_acted,
    cancelled_by_the_overseer,
    follows_the_last_paper,
    respondent_is_no_civil_servant,
)
from procedures.vocabulary import Clock, Final, Held, Limit, Place, Table, Transition
from regions.days import days, working_days
from regions.enums import RuleSetKind
from services.accounts.enums import Role

C1, C2, C3, M, X = Sureness.C1, Sureness.C2, Sureness.C3, Sureness.M, Sureness.X
AT_BAWASLU = (Role.OPERATOR, Role.VERIFIER)
LAW = "UU 20/2023; Perpres 92/2024; SE MenPANRB 4/2024"
SBT = "prosedur SBT BKN, Oktober 2024"
SILENCE = "Perpres 116/2022; Peraturan BKN 1/2023"
VOCABULARY = "kosakata Kemendagri dan BKN, Desember 2024"

VERIFICATION = Clock(
    "verification",
    _("Verifikasi Satgas Netralitas"),
    "Verification by the neutrality task force",
    dict.fromkeys(RuleSetKind, Limit(days(7), basis=SBT, sure=C2)),
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
VALIDATION = Clock(
    "validation",
    _("Validasi fakta oleh Bawaslu"),
    "Validation of the facts by Bawaslu",
    dict.fromkeys(RuleSetKind, Limit(working_days(3), basis=f"{SBT}, langkah 2", sure=C1)),
)
RESULT = Clock(
    "overseer_result",
    _("Penyampaian hasil kepada PPK"),
    "Delivery of the result to the appointing official",
    dict.fromkeys(
        RuleSetKind,
        Limit(
            working_days(7),
            basis=f"{SBT}, langkah 3, tidak menyebut batas; target kerja portal",
            sure=M,
            setting="OVERSEER_RESULT_DAYS",
            target=True,
        ),
    ),
)
WARNING = Clock(
    "warning_answer",
    _("Jawaban PPK atas teguran"),
    "Answer of the appointing official to the warning",
    dict.fromkeys(
        RuleSetKind,
        Limit(
            days(14),
            basis="ditetapkan dalam teguran; Kemendagri 2020 menyebut 3 hari, norma tidak ditemukan",
            sure=X,
            setting="WARNING_TARGET_DAYS",
            target=True,
        ),
    ),
    letter_date="due_on",
)

STATES: dict[State, Held | Final] = {
    State.VERIFICATION: Held(Holder.OVERSEER, clocks=(VERIFICATION, DECISION), basis=LAW, sure=C2),
    # KASN's own term runs on while Bawaslu is asked.
    State.VALIDATION: Held(Holder.BAWASLU, clocks=(VALIDATION, DECISION), basis=f"{SBT}, langkah 2", sure=C1),
    State.VALIDATED: Held(Holder.OVERSEER, clocks=(RESULT, DECISION), basis=f"{SBT}, langkah 3", sure=C1),
    # No clock here: the employer's side has a proceeding of its own, whose silence is told to the overseer.
    State.RECOMMENDED: Held(Holder.RECEIVER, basis=f"{LAW}; {SBT}, langkah 3", sure=C2),
    State.WARNED: Held(Holder.OVERSEER, clocks=(WARNING,), basis=SILENCE, sure=C3),
    # No clock either: it is lifted when the appointing official acts, and that has clocks.
    State.BLOCKED: Held(Holder.OVERSEER, basis=SILENCE, sure=C3),
    State.NOT_PROVEN: Final(basis=LAW, sure=C2),
    State.REJECTED: Final(basis="penyaringan oleh KASN sebelum rekomendasi", sure=C1),
    State.CANCELLED: Final(basis=VOCABULARY, sure=C2),
    State.CLOSED: Final(basis="tindak lanjut di instansi terlapor telah berakhir", sure=M),
}
AT_WORK = (State.VERIFICATION, State.VALIDATED)

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
        Event.ASK_VALIDATION,
        State.VALIDATION,
        by=(Role.BKN,),
        by_letter=AT_BAWASLU,
        when=(follows_the_last_paper,),
        needs=(Fact.QUESTION,),
        tell=(Audience.NEXT_HOLDER,),
        basis=f"{SBT}, langkah 2",
        sure=C1,
    ),
    # The referring Bawaslu answers in its own name, at its own desk.
    Transition(
        State.VALIDATION,
        Event.CONFIRM,
        State.VALIDATED,
        by=(Role.VERIFIER,),
        when=(follows_the_last_paper,),
        tell=(Audience.HOLDER,),
        basis=f"{SBT}, langkah 2",
        sure=C1,
    ),
    Transition(
        State.VALIDATION,
        Event.CORRECT,
        State.VALIDATED,
        by=(Role.VERIFIER,),
        when=(follows_the_last_paper,),
        needs=(Fact.REASON,),
        tell=(Audience.HOLDER,),
        basis=f"{SBT}, langkah 2",
        sure=C1,
    ),
    Transition(
        AT_WORK,
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
        AT_WORK,
        Event.FIND_NOT_PROVEN,
        State.NOT_PROVEN,
        by=(Role.BKN,),
        by_letter=AT_BAWASLU,
        needs=(Fact.REASON,),
        tell=(Audience.BAWASLU, Audience.EMPLOYER, Audience.REPORTER),
        basis=LAW,
        sure=C2,
    ),
    Transition(
        AT_WORK,
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
        AT_WORK,
        Event.CANCEL,
        State.CANCELLED,
        by=(Role.BKN,),
        by_letter=AT_BAWASLU,
        when=(cancelled_by_the_overseer,),
        needs=(Fact.REASON,),
        tell=(Audience.BAWASLU, Audience.EMPLOYER, Audience.REPORTER),
        basis=VOCABULARY,
        sure=C2,
    ),
    # Who is no civil servant goes on to their own authority: no case ends because it lay at the wrong desk.
    Transition(
        AT_WORK,
        Event.CANCEL,
        State.CANCELLED,
        by=(Role.BKN,),
        by_letter=AT_BAWASLU,
        when=(respondent_is_no_civil_servant,),
        needs=(Fact.REASON,),
        opens=(Procedure.EXTERNAL,),
        tell=(Audience.BAWASLU, Audience.EMPLOYER, Audience.REPORTER),
        basis=f"{VOCABULARY}; UU 20/2023 (hanya PNS dan PPPK)",
        sure=C2,
    ),
    # When to warn is the overseer's to judge: the sources conflict on the appointing official's term.
    Transition(
        State.RECOMMENDED,
        Event.WARN,
        State.WARNED,
        by=(Role.BKN,),
        by_letter=AT_BAWASLU,
        when=(authority_has_not_acted, follows_the_last_paper),
        needs=(Fact.WARNING,),
        tell=(Audience.BAWASLU, Audience.EMPLOYER, Audience.REPORTER),
        basis=SILENCE,
        sure=C3,
    ),
    Transition(
        State.WARNED,
        Event.BLOCK,
        State.BLOCKED,
        by=(Role.BKN,),
        by_letter=AT_BAWASLU,
        when=(authority_has_not_acted, follows_the_last_paper),
        needs=(Fact.BLOCKING,),
        tell=(Audience.BAWASLU, Audience.EMPLOYER, Audience.REPORTER),
        basis="Peraturan BKN 1/2023; Perpres 116/2022 Pasal 20 ayat (4)",
        sure=C3,
    ),
    Transition(
        State.BLOCKED,
        Event.UNBLOCK,
        State.RECOMMENDED,
        by=(Role.BKN,),
        by_letter=AT_BAWASLU,
        when=(authority_has_acted, follows_the_last_paper),
        needs=(Fact.BLOCKING,),
        tell=(Audience.BAWASLU, Audience.EMPLOYER, Audience.REPORTER),
        basis="Peraturan BKN 1/2023; blokir dibuka setelah keputusan PPK",
        sure=C2,
    ),
    Transition(
        (State.RECOMMENDED, State.WARNED),
        Event.CLOSE,
        State.CLOSED,
        by=(Role.SYSTEM,),
        when=(authority_has_acted,),
        tell=(Audience.HOLDER,),
        basis="tindak lanjut di instansi terlapor telah berakhir",
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

TABLE = Table(Procedure.OVERSIGHT, STATES, TRANSITIONS)
