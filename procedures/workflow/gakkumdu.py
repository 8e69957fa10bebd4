"""GAKKUMDU: the criminal leg, in parallel to Bawaslu's own. Data only.

The joint desk of Bawaslu, police and prosecution never signs in: its rows rest on letters. However it
ends, the legs about discipline and ethics go on: no row here opens, moves or ends another procedure.
"""

from django.utils.translation import gettext_lazy as _

from procedures.enums import Audience, Event, Fact, Holder, Procedure, State, Sureness
from procedures.vocabulary import Basis, Clock, Final, Held, Limit, Place, Table, Transition
from regions.days import days, working_days
from regions.enums import RuleSetKind
from services.accounts.enums import Role

PILKADA, PEMILU = RuleSetKind.PILKADA, RuleSetKind.PEMILU
M = Sureness.M
AT_BAWASLU = (Role.OPERATOR, Role.VERIFIER)
LAW: Basis = {PILKADA: "UU 10/2016 Pasal 152", PEMILU: "UU 7/2017 Pasal 486"}

FIRST_DISCUSSION = Clock(
    "joint_review",
    _("Pembahasan pertama Gakkumdu"),
    "First joint discussion",
    dict.fromkeys((PILKADA, PEMILU), Limit(days(1), basis="1×24 jam sejak registrasi", sure=M, target=True)),
)
# The second discussion hears Bawaslu's study, so it cannot be later than that may take.
SECOND_DISCUSSION = Clock(
    "second_joint_review",
    _("Pembahasan kedua Gakkumdu"),
    "Second joint discussion",
    {
        PILKADA: Limit(days(5), basis="dalam waktu penanganan Bawaslu, 3+2 hari", sure=M, target=True),
        PEMILU: Limit(working_days(14), basis="dalam waktu penanganan Bawaslu, 7+7 hari kerja", sure=M, target=True),
    },
)
POLICE = Clock(
    "police",
    _("Penyidikan"),
    "Work of the police",
    {
        PILKADA: Limit(working_days(14), basis="sejak diserahkan kepada penyidik; nomor pasal belum pasti", sure=M),
        PEMILU: Limit(days(14), basis="sejak diserahkan kepada penyidik; nomor pasal belum pasti", sure=M),
    },
)
PROSECUTION = Clock(
    "prosecution",
    _("Kabar dari penuntut umum"),
    "News from the prosecution",
    dict.fromkeys(
        (PILKADA, PEMILU),
        Limit(
            days(30),
            basis="tidak ada norma dalam rujukan; target kerja portal untuk menanyakan kabar",
            sure=M,
            setting="PROSECUTION_TARGET_DAYS",
            target=True,
        ),
    ),
)

STATES: dict[State, Held | Final] = {
    State.JOINT_REVIEW: Held(Holder.GAKKUMDU, clocks=(FIRST_DISCUSSION,), basis=LAW, sure=M),
    State.SECOND_REVIEW: Held(Holder.GAKKUMDU, clocks=(SECOND_DISCUSSION,), basis=LAW, sure=M),
    State.WITH_POLICE: Held(Holder.GAKKUMDU, clocks=(POLICE,), basis=LAW, sure=M),
    State.PROSECUTION: Held(Holder.GAKKUMDU, clocks=(PROSECUTION,), basis=LAW, sure=M),
    State.STOPPED: Final(basis=LAW, sure=M),
    State.CLOSED: Final(basis=LAW, sure=M),
}

TRANSITIONS = (
    Transition(
        Place.NEW,
        Event.RECEIVE,
        State.JOINT_REVIEW,
        by=(Role.SYSTEM, Role.VERIFIER, Role.LEADER),
        only=(PILKADA, PEMILU),
        tell=(Audience.HOLDER,),
        basis=LAW,
        sure=M,
    ),
    Transition(
        State.JOINT_REVIEW,
        Event.CONTINUE,
        State.SECOND_REVIEW,
        by_letter=AT_BAWASLU,
        only=(PILKADA, PEMILU),
        tell=(Audience.BAWASLU,),
        basis=LAW,
        sure=M,
    ),
    Transition(
        State.SECOND_REVIEW,
        Event.HAND_TO_POLICE,
        State.WITH_POLICE,
        by_letter=AT_BAWASLU,
        only=(PILKADA, PEMILU),
        tell=(Audience.BAWASLU, Audience.REPORTER),
        basis=LAW,
        sure=M,
    ),
    Transition(
        State.WITH_POLICE,
        Event.PROSECUTE,
        State.PROSECUTION,
        by_letter=AT_BAWASLU,
        only=(PILKADA, PEMILU),
        tell=(Audience.BAWASLU, Audience.REPORTER),
        basis=LAW,
        sure=M,
    ),
    Transition(
        (State.JOINT_REVIEW, State.SECOND_REVIEW, State.WITH_POLICE, State.PROSECUTION),
        Event.STOP,
        State.STOPPED,
        by_letter=AT_BAWASLU,
        only=(PILKADA, PEMILU),
        needs=(Fact.REASON,),
        tell=(Audience.BAWASLU, Audience.REPORTER),
        basis=LAW,
        sure=M,
    ),
    Transition(
        (State.JOINT_REVIEW, State.SECOND_REVIEW, State.WITH_POLICE, State.PROSECUTION),
        Event.CLOSE,
        State.CLOSED,
        by_letter=AT_BAWASLU,
        only=(PILKADA, PEMILU),
        needs=(Fact.REASON,),
        tell=(Audience.BAWASLU, Audience.REPORTER),
        basis=LAW,
        sure=M,
    ),
    Transition(
        Place.ANY_HELD,
        Event.ESCALATE,
        Place.SAME,
        by=(Role.SYSTEM,),
        only=(PILKADA, PEMILU),
        lifts=True,
        tell=(Audience.HOLDER, Audience.LEVEL_ABOVE, Audience.BAWASLU),
        basis="aturan portal: diam tidak menghentikan perkara",
        sure=M,
    ),
)

TABLE = Table(Procedure.GAKKUMDU, STATES, TRANSITIONS)
