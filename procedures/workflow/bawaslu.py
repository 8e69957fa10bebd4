"""BAWASLU: what Bawaslu does with a report, a tip or a finding of its own, until it refers it. Data only."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from procedures.enums import Audience, Event, Fact, Holder, Procedure, State, Sureness
from procedures.guards import (
    is_a_finding,
    is_a_report,
    is_a_tip,
    lacks_more_than_time,
    lacks_only_time,
    names_a_missing_part,
    names_a_receiver,
    not_yet_extended,
)
from procedures.vocabulary import Basis, Clock, Course, Final, Held, Limit, Place, Table, Transition
from regions.days import days, working_days
from regions.enums import RuleSetKind
from services.accounts.enums import Role

PILKADA, PEMILU, OUTSIDE = RuleSetKind.PILKADA, RuleSetKind.PEMILU, RuleSetKind.OUTSIDE_ELECTION
C1, C2, C3, M, X = Sureness.C1, Sureness.C2, Sureness.C3, Sureness.M, Sureness.X

ACT_8 = "Perbawaslu 8/2020 jo. 9/2024"
ACT_7 = "Perbawaslu 7/2022"
UNSEEN = "praktik; norma untuk Pilkada belum dilihat"
NO_LAW = gettext_noop("tidak ada norma; target kerja portal")
COMPLETING = f"{ACT_7} (perbaikan laporan; nomor pasal belum pasti, diduga 24)"
OUTSIDE_RULE = "aturan portal: di luar tahapan, pleno memutus atas kajian awal"
# Outside elections the law on civil servants forbids; no text says how Bawaslu proceeds with a report then.
OUTSIDE_LAW = "UU 20/2023; PP 94/2021; tata cara di luar tahapan: aturan portal"
UNTIMED = "waktunya tidak disebut, tenggat berjalan terus"

REPORTED: Basis = {PILKADA: "UU 1/2015 Pasal 134", PEMILU: "UU 7/2017 Pasal 454", OUTSIDE: OUTSIDE_LAW}
RULES: Basis = {PILKADA: ACT_8, PEMILU: ACT_7, OUTSIDE: OUTSIDE_LAW}
TIPPED: Basis = {
    PILKADA: f"{ACT_8} (informasi awal)",
    PEMILU: f"{ACT_7} (informasi awal)",
    OUTSIDE: OUTSIDE_LAW,
}
FOUND: Basis = {PILKADA: ACT_8, PEMILU: "UU 7/2017 Pasal 454 ayat (5)", OUTSIDE: OUTSIDE_LAW}
COMPLETED: Basis = {PILKADA: ACT_8, PEMILU: COMPLETING, OUTSIDE: OUTSIDE_LAW}
# Read in the text for Pemilu alone; for Pilkada it is what offices do.
WITHDRAWN: Basis = {PILKADA: UNSEEN, PEMILU: f"{ACT_7} Pasal 14", OUTSIDE: OUTSIDE_LAW}
WRONG_LEVEL: Basis = {
    PILKADA: f"{ACT_8}: {UNTIMED}",
    PEMILU: f"{ACT_7} Pasal 20 (pola pelimpahan): {UNTIMED}",
    OUTSIDE: OUTSIDE_LAW,
}
TAKING_OVER: Basis = {
    PILKADA: f"{ACT_8}: {UNTIMED}",
    PEMILU: f"{ACT_7} Pasal 20 (pola pengambilalihan): {UNTIMED}",
    OUTSIDE: OUTSIDE_LAW,
}
REFERRED_OUTSIDE = "UU 20/2023; SE MenPANRB 4/2024"

# The filing window runs before there is a proceeding; `deadlines.filing_window` reads it.
FILING = Clock(
    "filing",
    _("Batas menyampaikan laporan"),
    "Filing window",
    {
        PILKADA: Limit(days(7), basis="UU 1/2015 Pasal 134 ayat (4)", sure=C3),
        PEMILU: Limit(working_days(7), basis="UU 7/2017 Pasal 454 ayat (6)", sure=C3),
    },
    late=None,
)
INITIAL_REVIEW = Clock(
    "initial_review",
    _("Kajian awal"),
    "Initial review",
    {
        PILKADA: Limit(days(2), basis=ACT_8, sure=M, setting="PILKADA_INITIAL_REVIEW_DAYS"),
        PEMILU: Limit(working_days(2), basis=f"{ACT_7} Pasal 15 ayat (1)", sure=C2),
        OUTSIDE: Limit(working_days(5), basis=NO_LAW, sure=M, setting="OUTSIDE_REVIEW_DAYS", target=True),
    },
)
COMPLETION = Clock(
    "completion",
    _("Perbaikan laporan"),
    "Completion by the reporter",
    {
        PILKADA: Limit(days(2), basis=f"{ACT_8}; praktik 2×24 jam setelah pemberitahuan", sure=C2),
        PEMILU: Limit(working_days(2), basis=COMPLETING, sure=C2),
        OUTSIDE: Limit(days(7), basis=NO_LAW, sure=M, setting="OUTSIDE_COMPLETION_DAYS", target=True),
    },
    late=Event.TAKE_BACK,
)
INQUIRY = Clock(
    "inquiry",
    _("Penelusuran informasi awal"),
    "Inquiry into a tip",
    {
        PILKADA: Limit(days(7), basis=f"{ACT_8} (penelusuran)", sure=C1),
        PEMILU: Limit(working_days(7), basis=f"{ACT_7} (penelusuran; hari kerja)", sure=C1),
        OUTSIDE: Limit(working_days(7), basis=NO_LAW, sure=M, setting="OUTSIDE_INQUIRY_DAYS", target=True),
    },
)
# Law as quoted counts from reception, practice from registration; the state begins with registration.
HANDLING = Clock(
    "handling",
    _("Klarifikasi dan kajian"),
    "Clarification and study",
    {
        PILKADA: Limit(days(3), extension=days(2), basis="UU 1/2015 Pasal 134 ayat (5) dan (6)", sure=C3),
        PEMILU: Limit(
            working_days(7), extension=working_days(7), basis=f"UU 7/2017 Pasal 454 ayat (7) dan (8); {ACT_7}", sure=C3
        ),
    },
)

STATES: dict[State, Held | Final] = {
    State.REVIEW: Held(
        Holder.BAWASLU,
        clocks=(INITIAL_REVIEW,),
        basis={PILKADA: ACT_8, PEMILU: f"{ACT_7} Pasal 15", OUTSIDE: OUTSIDE_LAW},
        sure=C2,
    ),
    State.INCOMPLETE: Held(Holder.REPORTER, clocks=(COMPLETION,), basis=COMPLETED, sure=C2),
    State.INQUIRY: Held(Holder.BAWASLU, clocks=(INQUIRY,), basis=RULES, sure=C1),
    State.STUDY: Held(Holder.BAWASLU, clocks=(HANDLING,), basis=REPORTED, sure=C3),
    # No clock here: every office it went to has a proceeding of its own, with its own clocks.
    State.REFERRED: Held(
        Holder.RECEIVER, basis={PILKADA: ACT_8, PEMILU: f"{ACT_7} Pasal 22", OUTSIDE: REFERRED_OUTSIDE}, sure=C2
    ),
    State.NOT_REGISTERED: Final(basis=COMPLETED, sure=C3),
    State.NOT_VIOLATION: Final(basis={PILKADA: ACT_8, PEMILU: ACT_7, OUTSIDE: OUTSIDE_RULE}, sure=C2),
    State.WITHDRAWN: Final(basis=WITHDRAWN, sure=C1),
    State.STOPPED: Final(basis=RULES, sure=C1),
    State.CLOSED: Final(basis="semua kantor penerima penerusan telah menyelesaikan bagiannya", sure=M),
}

TRANSITIONS = (
    Transition(
        Place.NEW,
        Event.RECEIVE,
        State.REVIEW,
        by=(Role.SYSTEM, Role.REPORTER, Role.OPERATOR, Role.VERIFIER),
        when=(is_a_report,),
        tell=(Audience.REPORTER, Audience.HOLDER),
        basis=REPORTED,
        sure=C3,
    ),
    Transition(
        Place.NEW,
        Event.RECEIVE,
        State.INQUIRY,
        by=(Role.SYSTEM, Role.REPORTER, Role.OPERATOR, Role.VERIFIER),
        when=(is_a_tip,),
        tell=(Audience.REPORTER, Audience.HOLDER),
        basis=TIPPED,
        sure=C3,
    ),
    # What supervisors see themselves is inquired into like a tip, until the plenary makes it a finding.
    Transition(
        Place.NEW,
        Event.RECEIVE,
        State.INQUIRY,
        by=(Role.OPERATOR, Role.VERIFIER),
        when=(is_a_finding,),
        tell=(Audience.HOLDER,),
        basis=FOUND,
        sure=C1,
    ),
    Transition(
        State.REVIEW,
        Event.RETURN,
        State.INCOMPLETE,
        by=(Role.OPERATOR, Role.VERIFIER),
        when=(names_a_missing_part,),
        needs=(Fact.MISSING_PARTS,),
        tell=(Audience.REPORTER,),
        basis=COMPLETED,
        sure=C2,
    ),
    Transition(
        State.REVIEW,
        Event.KEEP_AS_TIP,
        State.INQUIRY,
        by=(Role.VERIFIER, Role.LEADER),
        needs=(Fact.REASON,),
        tell=(Audience.REPORTER,),
        basis={PILKADA: UNSEEN, PEMILU: f"{ACT_7}; praktik", OUTSIDE: OUTSIDE_LAW},
        sure=C1,
    ),
    Transition(
        State.REVIEW,
        Event.REGISTER,
        State.STUDY,
        by=(Role.OPERATOR, Role.VERIFIER, Role.LEADER),
        only=(PILKADA, PEMILU),
        needs=(Fact.REGISTER_NUMBER,),
        tell=(Audience.REPORTER, Audience.HOLDER),
        basis={PILKADA: ACT_8, PEMILU: f"{ACT_7} Pasal 16"},
        sure=C3,
    ),
    Transition(
        State.REVIEW,
        Event.REFUSE,
        State.NOT_REGISTERED,
        by=(Role.LEADER,),
        when=(names_a_missing_part, lacks_more_than_time),
        needs=(Fact.MISSING_PARTS, Fact.PLENARY_MINUTES),
        tell=(Audience.REPORTER,),
        basis=COMPLETED,
        sure=C3,
    ),
    # Lateness never ends a matter: not registered as a report, it goes on as a tip.
    Transition(
        State.REVIEW,
        Event.REFUSE,
        State.INQUIRY,
        by=(Role.LEADER,),
        when=(lacks_only_time,),
        needs=(Fact.MISSING_PARTS, Fact.PLENARY_MINUTES),
        tell=(Audience.REPORTER,),
        basis=TIPPED,
        sure=C1,
    ),
    Transition(
        State.REVIEW,
        Event.REFER,
        State.REFERRED,
        by=(Role.LEADER,),
        only=(PEMILU,),
        needs=(Fact.PLENARY_MINUTES, Fact.STATUS_CHECKED, Fact.PACKAGE),
        opens=(Procedure.OVERSIGHT, Procedure.PERSONNEL),
        tell=(Audience.REPORTER, Audience.NEXT_HOLDER),
        basis=f"{ACT_7} Pasal 22",
        sure=C2,
    ),
    Transition(
        State.REVIEW,
        Event.REFER,
        State.REFERRED,
        by=(Role.LEADER,),
        only=(OUTSIDE,),
        needs=(Fact.PLENARY_MINUTES, Fact.STATUS_CHECKED, Fact.PACKAGE),
        opens=(Procedure.OVERSIGHT, Procedure.PERSONNEL),
        tell=(Audience.REPORTER, Audience.NEXT_HOLDER),
        basis=REFERRED_OUTSIDE,
        sure=C1,
    ),
    Transition(
        State.REVIEW,
        Event.DISMISS,
        State.NOT_VIOLATION,
        by=(Role.LEADER,),
        only=(OUTSIDE,),  # within an election this is decided on the study, after registration
        needs=(Fact.PLENARY_MINUTES, Fact.REASON),
        tell=(Audience.REPORTER,),
        basis=OUTSIDE_RULE,
        sure=M,
    ),
    Transition(
        (State.REVIEW, State.INCOMPLETE),
        Event.WITHDRAW,
        State.WITHDRAWN,
        by=(Role.REPORTER,),  # after registration the handling goes on: Pasal 17 (3)
        tell=(Audience.REPORTER, Audience.HOLDER),
        basis=WITHDRAWN,
        sure=C1,
    ),
    Transition(
        State.INCOMPLETE,
        Event.COMPLETE,
        State.REVIEW,
        by=(Role.REPORTER, Role.OPERATOR),  # the operator where the reporter brings paper to the office
        tell=(Audience.REPORTER, Audience.NEXT_HOLDER),
        basis=COMPLETED,
        sure=C2,
    ),
    Transition(
        State.INCOMPLETE,
        Event.TAKE_BACK,
        State.REVIEW,
        by=(Role.SYSTEM,),
        tell=(Audience.REPORTER, Audience.NEXT_HOLDER),
        basis=COMPLETED,
        sure=C2,
    ),
    Transition(
        State.INQUIRY,
        Event.UPGRADE,
        State.REVIEW,
        by=(Role.REPORTER,),
        tell=(Audience.REPORTER, Audience.HOLDER),
        basis=REPORTED,
        sure=M,
    ),
    # The matter is already further on: the report counts as one from now on, nothing starts again.
    Transition(
        (State.REVIEW, State.INCOMPLETE, State.STUDY, State.REFERRED),
        Event.UPGRADE,
        Place.SAME,
        by=(Role.REPORTER,),
        tell=(Audience.REPORTER, Audience.HOLDER),
        basis=REPORTED,
        sure=M,
    ),
    Transition(
        State.INQUIRY,
        Event.STOP,
        State.STOPPED,
        by=(Role.VERIFIER, Role.LEADER),
        needs=(Fact.REASON,),
        tell=(Audience.REPORTER,),
        basis=RULES,
        sure=C1,
    ),
    Transition(
        State.INQUIRY,
        Event.ADOPT,
        State.STUDY,
        by=(Role.LEADER,),
        only=(PILKADA, PEMILU),
        needs=(Fact.PLENARY_MINUTES, Fact.REGISTER_NUMBER),
        tell=(Audience.REPORTER, Audience.HOLDER),
        basis=FOUND,
        sure=C2,
    ),
    # A finding is a term of election law: outside it the plenary takes the tip into review, unregistered.
    Transition(
        State.INQUIRY,
        Event.ADOPT,
        State.REVIEW,
        by=(Role.LEADER,),
        only=(OUTSIDE,),
        needs=(Fact.PLENARY_MINUTES,),
        tell=(Audience.REPORTER, Audience.HOLDER),
        basis=OUTSIDE_RULE,
        sure=M,
    ),
    Transition(
        State.STUDY,
        Event.EXTEND,
        Place.SAME,
        by=(Role.VERIFIER, Role.LEADER),
        only=(PILKADA, PEMILU),
        when=(not_yet_extended,),
        needs=(Fact.REASON,),
        extends=True,
        tell=(Audience.REPORTER, Audience.HOLDER),
        basis={PILKADA: "UU 1/2015 Pasal 134 ayat (6)", PEMILU: "UU 7/2017 Pasal 454 ayat (8)"},
        sure=C3,
    ),
    Transition(
        State.STUDY,
        Event.DISMISS,
        State.NOT_VIOLATION,
        by=(Role.LEADER,),
        only=(PILKADA, PEMILU),
        needs=(Fact.PLENARY_MINUTES, Fact.REASON),
        tell=(Audience.REPORTER,),
        basis={PILKADA: ACT_8, PEMILU: ACT_7},
        sure=C2,
    ),
    Transition(
        State.STUDY,
        Event.REFER,
        State.REFERRED,
        by=(Role.LEADER,),
        only=(PILKADA, PEMILU),
        needs=(Fact.PLENARY_MINUTES, Fact.RIGHT_OF_REPLY, Fact.STATUS_CHECKED, Fact.PACKAGE),
        opens=(Procedure.OVERSIGHT, Procedure.PERSONNEL),
        tell=(Audience.REPORTER, Audience.NEXT_HOLDER),
        basis={PILKADA: f"{ACT_8}; UU 20/2023", PEMILU: f"{ACT_7}; UU 20/2023"},
        sure=C3,
    ),
    # The criminal leg runs in parallel; this one goes on where it stands, with its own clocks.
    Transition(
        State.STUDY,
        Event.FIND_CRIME,
        Place.SAME,
        by=(Role.LEADER,),
        only=(PILKADA, PEMILU),
        needs=(Fact.PLENARY_MINUTES,),
        opens=(Procedure.GAKKUMDU,),
        tell=(Audience.REPORTER,),
        basis={PILKADA: f"UU 10/2016 Pasal 152; {ACT_8}", PEMILU: f"UU 7/2017 Pasal 486; {ACT_7}"},
        sure=C1,
    ),
    Transition(
        State.REVIEW,
        Event.FIND_CRIME,
        Place.SAME,
        by=(Role.LEADER,),
        only=(PEMILU,),  # where the matter may be referred straight from the review
        needs=(Fact.PLENARY_MINUTES,),
        opens=(Procedure.GAKKUMDU,),
        tell=(Audience.REPORTER,),
        basis=f"UU 7/2017 Pasal 486; {ACT_7} Pasal 22",
        sure=M,
    ),
    # Wrong level. The state stays and so do its clocks: no time is won by handing over.
    Transition(
        (State.REVIEW, State.INQUIRY, State.STUDY),
        Event.HAND_DOWN,
        Place.SAME,
        by=(Role.LEADER,),
        when=(names_a_receiver,),
        needs=(Fact.PLENARY_MINUTES, Fact.REASON),
        hands=Course.DOWN,
        tell=(Audience.REPORTER, Audience.HOLDER),
        basis=WRONG_LEVEL,
        sure=C1,
    ),
    Transition(
        (State.REVIEW, State.INQUIRY, State.STUDY),
        Event.HAND_OVER,
        Place.SAME,
        by=(Role.LEADER,),
        when=(names_a_receiver,),
        needs=(Fact.PLENARY_MINUTES, Fact.REASON),
        hands=Course.SIDEWAYS,
        tell=(Audience.REPORTER, Audience.HOLDER),
        basis=WRONG_LEVEL,
        sure=C1,
    ),
    # The level above acts itself, or the office records the letter in which it was taken over.
    Transition(
        (State.REVIEW, State.INQUIRY, State.STUDY),
        Event.TAKE_OVER,
        Place.SAME,
        by=(Role.LEADER,),
        by_above=(Role.LEADER,),
        needs=(Fact.LETTER,),
        hands=Course.UP,
        tell=(Audience.REPORTER, Audience.HOLDER, Audience.FORMER_HOLDER),
        basis=TAKING_OVER,
        sure=C1,
    ),
    Transition(
        State.REFERRED,
        Event.CLOSE,
        State.CLOSED,
        by=(Role.SYSTEM,),
        tell=(Audience.REPORTER, Audience.BAWASLU),
        basis="semua kantor penerima penerusan telah menyelesaikan bagiannya",
        sure=M,
    ),
    Transition(
        Place.ANY_HELD,
        Event.ESCALATE,
        Place.SAME,
        by=(Role.SYSTEM,),
        lifts=True,
        tell=(Audience.HOLDER, Audience.LEVEL_ABOVE),
        basis="aturan portal: diam tidak menghentikan perkara",
        sure=M,
    ),
)

TABLE = Table(Procedure.BAWASLU, STATES, TRANSITIONS)
