"""PERSONNEL: what the personnel office (BKPSDM, BKD) does for the appointing official. Data only.

An office that never signs in is served by letter rows: the referring Bawaslu records what it wrote.
The short road stays open: a decree that itself says how the respondent was heard may follow at once,
because an office that answers by one letter has no reason to write four.
"""

from django.utils.translation import gettext_lazy as _

from procedures.enums import Audience, Event, Fact, Holder, Procedure, State, Sureness
from procedures.guards import (
    appeal_is_open,
    decided_after_recommended,
    executed_after_decided,
    follows_the_last_paper,
    heard_or_summoned_twice,
    not_absent_after_one_summons,
    not_reported_yet,
    objection_is_open,
    reported_after_executed,
    reported_at_once,
    summoned_before_the_examination,
    summoned_for_soon_enough,
)
from procedures.vocabulary import Clock, Final, Held, Limit, Place, Table, Transition
from regions.days import days, working_days
from regions.enums import RuleSetKind
from services.accounts.enums import Role

C1, C2, C3, M, X = Sureness.C1, Sureness.C2, Sureness.C3, Sureness.M, Sureness.X
AT_BAWASLU = (Role.OPERATOR, Role.VERIFIER)
DISCIPLINE = "PP 94/2021; PP 42/2004"
SUMMONS_LAW = "PP 94/2021 Pasal 26 dst.; Peraturan BKN 6/2022"
REMEDIES = "PP 79/2021 Pasal 1 dan 2"
APPEALS = "PP 79/2021 Pasal 11 ayat (3), 13 ayat (2), 16 ayat (1)"
VOCABULARY = "kosakata Kemendagri dan BKN, Desember 2024"

# Runs on through summons and examination: only a decision silences it.
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
SUMMONS = Clock(
    "summons",
    _("Pemeriksaan atas panggilan pertama"),
    "Examination on the first summons",
    dict.fromkeys(RuleSetKind, Limit(working_days(7), basis=SUMMONS_LAW, sure=C1)),
    letter_date="examination_on",
)
SECOND_SUMMONS = Clock(
    "second_summons",
    _("Pemeriksaan atas panggilan kedua"),
    "Examination on the second summons",
    dict.fromkeys(RuleSetKind, Limit(working_days(7), basis=SUMMONS_LAW, sure=C1)),
    letter_date="examination_on",
)
DELIVERY = Clock(
    "decree_delivery",
    _("Penyampaian surat keputusan"),
    "Delivery of the decree",
    dict.fromkeys(RuleSetKind, Limit(working_days(14), basis="PP 94/2021; Peraturan BKN 6/2022", sure=C2)),
)
# The person's own term, counted from the decree; no office has to keep it, so nobody is reminded.
REMEDY = Clock(
    "remedy",
    _("Batas keberatan atau banding terlapor"),
    "Objection or appeal by the respondent",
    dict.fromkeys(
        RuleSetKind,
        Limit(
            working_days(14),
            basis="PP 79/2021 Pasal 11 ayat (3); untuk keberatan jenis harinya belum pasti",
            sure=C1,
            setting="REMEDY_DAYS",
        ),
    ),
    late=None,
    since="decided_on",
    of=Holder.RESPONDENT,
)
OBJECTION_RULING = Clock(
    "objection_ruling",
    _("Keputusan PPK atas keberatan"),
    "Ruling on the objection",
    dict.fromkeys(
        RuleSetKind,
        Limit(
            working_days(21),
            basis="PP 79/2021 bab II; sumber tidak menyebut jenis hari",
            sure=C1,
            setting="OBJECTION_RULING_DAYS",
        ),
    ),
    since="dated_on",
)
APPEAL_REPLY = Clock(
    "appeal_reply",
    _("Tanggapan PPK atas banding"),
    "Reply of the appointing official to the appeal",
    dict.fromkeys(RuleSetKind, Limit(working_days(21), basis="PP 79/2021 Pasal 13 ayat (2)", sure=C2)),
    since="dated_on",
)
APPEAL_RULING = Clock(
    "appeal_ruling",
    _("Keputusan BPASN atas banding"),
    "Ruling of the appeal board",
    dict.fromkeys(RuleSetKind, Limit(working_days(65), basis="PP 79/2021 Pasal 16 ayat (1)", sure=C2)),
    since="dated_on",
)
REPORT = Clock(
    "report_back",
    _("Pelaporan melalui I'DIS"),
    "Report of the execution",
    dict.fromkeys(
        RuleSetKind,
        Limit(
            working_days(7),
            basis="prosedur SBT BKN, langkah 4a, tidak menyebut batas; target kerja portal",
            sure=M,
            setting="REPORT_BACK_DAYS",
            target=True,
        ),
    ),
)

STATES: dict[State, Held | Final] = {
    State.FOLLOW_UP: Held(Holder.PERSONNEL, clocks=(FOLLOW_UP,), basis=DISCIPLINE, sure=C2),
    State.SUMMONED: Held(Holder.PERSONNEL, clocks=(SUMMONS, FOLLOW_UP), basis=SUMMONS_LAW, sure=C1),
    State.SUMMONED_AGAIN: Held(Holder.PERSONNEL, clocks=(SECOND_SUMMONS, FOLLOW_UP), basis=SUMMONS_LAW, sure=C1),
    State.EXAMINED: Held(Holder.PERSONNEL, clocks=(FOLLOW_UP,), basis=SUMMONS_LAW, sure=C1),
    State.SANCTIONED: Held(Holder.PERSONNEL, clocks=(DELIVERY, REMEDY), basis=DISCIPLINE, sure=C2),
    State.OBJECTION: Held(Holder.PERSONNEL, clocks=(OBJECTION_RULING,), basis=REMEDIES, sure=C3),
    State.APPEAL: Held(Holder.PERSONNEL, clocks=(APPEAL_REPLY, APPEAL_RULING), basis=APPEALS, sure=C2),
    State.APPEAL_REPLIED: Held(Holder.BPASN, clocks=(APPEAL_RULING,), basis=APPEALS, sure=C2),
    State.UPHELD: Held(Holder.PERSONNEL, clocks=(DELIVERY,), basis=REMEDIES, sure=C2),
    State.CARRIED_OUT: Held(Holder.PERSONNEL, clocks=(REPORT,), basis="prosedur SBT BKN, langkah 4a; I'DIS", sure=C2),
    State.EXECUTED: Final(basis=DISCIPLINE, sure=C2),
    State.ANNULLED: Final(basis=APPEALS, sure=C2),
    State.NO_SANCTION: Final(basis=DISCIPLINE, sure=C2),
    State.LEFT_SERVICE: Final(basis=VOCABULARY, sure=C2),
}
UNDECIDED = (State.FOLLOW_UP, State.SUMMONED, State.SUMMONED_AGAIN, State.EXAMINED)
REMEDY_ASKED = (State.OBJECTION, State.APPEAL, State.APPEAL_REPLIED)
SOURCES = (*UNDECIDED, State.SANCTIONED, *REMEDY_ASKED, State.UPHELD, State.CARRIED_OUT)
DECIDED = (Audience.OVERSEER, Audience.BAWASLU, Audience.REPORTER)
ON_THE_WAY = (Audience.OVERSEER, Audience.BAWASLU)

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
    # A summons for a later day is recorded with its reason: one digest is the only source of the limit.
    Transition(
        State.FOLLOW_UP,
        Event.SUMMON,
        State.SUMMONED,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(follows_the_last_paper, summoned_before_the_examination, summoned_for_soon_enough),
        needs=(Fact.SUMMONS,),
        tell=ON_THE_WAY,
        basis=SUMMONS_LAW,
        sure=C1,
    ),
    Transition(
        State.SUMMONED,
        Event.SUMMON_AGAIN,
        State.SUMMONED_AGAIN,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(follows_the_last_paper, summoned_before_the_examination, summoned_for_soon_enough),
        needs=(Fact.SUMMONS,),
        tell=ON_THE_WAY,
        basis=SUMMONS_LAW,
        sure=C1,
    ),
    # Before or after a summons, offices differ; it moves nothing and stops no clock.
    Transition(
        (State.FOLLOW_UP, State.SUMMONED, State.SUMMONED_AGAIN),
        Event.FORM_TEAM,
        Place.SAME,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(follows_the_last_paper,),
        needs=(Fact.TEAM,),
        tell=ON_THE_WAY,
        basis="PP 94/2021 Pasal 29; Peraturan BKN 6/2022",
        sure=C2,
    ),
    Transition(
        (State.FOLLOW_UP, State.SUMMONED, State.SUMMONED_AGAIN),
        Event.EXAMINE,
        State.EXAMINED,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(follows_the_last_paper, heard_or_summoned_twice),
        needs=(Fact.EXAMINATION,),
        tell=ON_THE_WAY,
        basis=SUMMONS_LAW,
        sure=C1,
    ),
    Transition(
        UNDECIDED,
        Event.DECIDE,
        State.SANCTIONED,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(decided_after_recommended, not_absent_after_one_summons),
        needs=(Fact.DECREE, Fact.RIGHT_OF_REPLY),
        tell=DECIDED,
        basis="PP 94/2021 Pasal 26 dst.",
        sure=C2,
    ),
    Transition(
        UNDECIDED,
        Event.DECLINE,
        State.NO_SANCTION,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        needs=(Fact.REASON,),
        tell=DECIDED,
        basis=DISCIPLINE,
        sure=C1,
    ),
    Transition(
        State.SANCTIONED,
        Event.OBJECT,
        State.OBJECTION,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(objection_is_open, follows_the_last_paper),
        needs=(Fact.REMEDY,),
        tell=ON_THE_WAY,
        basis=REMEDIES,
        sure=C3,
    ),
    Transition(
        State.SANCTIONED,
        Event.APPEAL,
        State.APPEAL,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(appeal_is_open, follows_the_last_paper),
        needs=(Fact.REMEDY,),
        tell=ON_THE_WAY,
        basis=REMEDIES,
        sure=C3,
    ),
    Transition(
        State.APPEAL,
        Event.REPLY_TO_APPEAL,
        State.APPEAL_REPLIED,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(follows_the_last_paper,),
        tell=ON_THE_WAY,
        basis="PP 79/2021 Pasal 13 ayat (2)",
        sure=C2,
    ),
    Transition(
        REMEDY_ASKED,
        Event.UPHOLD,
        State.UPHELD,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(follows_the_last_paper,),
        needs=(Fact.RULING,),
        tell=DECIDED,
        basis=APPEALS,
        sure=C2,
    ),
    Transition(
        REMEDY_ASKED,
        Event.CHANGE,
        State.UPHELD,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(follows_the_last_paper,),
        needs=(Fact.RULING,),
        tell=DECIDED,
        basis=APPEALS,
        sure=C2,
    ),
    Transition(
        REMEDY_ASKED,
        Event.ANNUL,
        State.ANNULLED,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(follows_the_last_paper,),
        needs=(Fact.RULING, Fact.REASON),
        tell=DECIDED,
        basis=APPEALS,
        sure=C2,
    ),
    Transition(
        (State.SANCTIONED, State.UPHELD),
        Event.EXECUTE,
        State.CARRIED_OUT,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(not_reported_yet, executed_after_decided),
        tell=DECIDED,
        basis="PP 94/2021",
        sure=C2,
    ),
    Transition(
        (State.SANCTIONED, State.UPHELD),
        Event.EXECUTE,
        State.EXECUTED,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(reported_at_once, executed_after_decided, reported_after_executed),
        tell=DECIDED,
        basis="PP 94/2021; laporan melalui I'DIS",
        sure=C2,
    ),
    Transition(
        State.CARRIED_OUT,
        Event.REPORT_BACK,
        State.EXECUTED,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        when=(reported_after_executed,),
        tell=ON_THE_WAY,
        basis="prosedur SBT BKN, langkah 4a; I'DIS",
        sure=C2,
    ),
    Transition(
        SOURCES,
        Event.RECORD_LEAVING,
        State.LEFT_SERVICE,
        by=(Role.BKPSDM,),
        by_letter=AT_BAWASLU,
        needs=(Fact.REASON,),
        tell=DECIDED,
        basis=VOCABULARY,
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
