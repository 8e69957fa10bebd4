"""GAKKUMDU: the criminal leg, in parallel to Bawaslu's own. Data only.

The joint desk of Bawaslu, police and prosecution never signs in: its rows rest on letters.
"""

from django.utils.translation import gettext_lazy as _

from procedures.enums import Audience, Event, Fact, Holder, Procedure, State, Sureness
from procedures.vocabulary import Clock, Final, Held, Limit, Place, Table, Transition
from regions.days import days
from regions.enums import RuleSetKind
from services.accounts.enums import Role

PILKADA, PEMILU = RuleSetKind.PILKADA, RuleSetKind.PEMILU
M = Sureness.M
AT_BAWASLU = (Role.OPERATOR, Role.VERIFIER)
LAW = "UU 10/2016 Pasal 152; UU 7/2017 Pasal 486"

FIRST_DISCUSSION = Clock(
    "joint_review",
    _("Pembahasan pertama Gakkumdu"),
    "First joint discussion",
    dict.fromkeys((PILKADA, PEMILU), Limit(days(1), basis="1×24 jam sejak registrasi", sure=M, target=True)),
)

STATES: dict[State, Held | Final] = {
    State.JOINT_REVIEW: Held(Holder.GAKKUMDU, clocks=(FIRST_DISCUSSION,), basis=LAW, sure=M),
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
        State.JOINT_REVIEW,
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
