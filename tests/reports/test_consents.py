"""Where fewer than five could know, a package waits for a yes; a no keeps it back, silence is no yes."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction

from procedures.transitions import NotYours, Unmet
from reports import consents, exhibits, handling, knowing, linking, messages, packages, status, withdrawing
from reports.enums import ConsentAnswer, SilenceReason
from reports.models.case import Case
from reports.models.consent import Consent
from reports.models.package import ReferralPackage
from reports.models.report import Message, StatusLine
from reports.packages import Contents
from services.accounts.enums import Role
from services.audit.models import Entry
from services.notifications.models import Message as Letter
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)
LINK = "https://a.example/1"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False) as traveller:
        yield traveller


def matter(**fields: object) -> tuple[str, Case]:
    """A registered case, checked and heard, that few could know of."""
    code, case = made.filed(made.submission(**{"knowers": "few", **fields}))
    exhibits.accept_link(code, LINK)
    handling.register(case, number=f"{case.reference}/Reg", by=made.desk(case))
    made.heard(case, on=TODAY)
    return code, case


def built(case: Case, *, with_evidence: bool = True) -> ReferralPackage:
    rows = case.links.get().report.exhibits.all() if with_evidence else ()
    contents = Contents(
        narrative=made.OFFICIAL,
        letter_number="012/PM.05/2024",
        letter_date=TODAY,
        respondents=list(case.respondents.values_list("pk", flat=True)),
        exhibits=[row.pk for row in rows],
    )
    return packages.build(case, contents, by=made.desk(case))


def refused(case: Case, package: ReferralPackage, sentence: str) -> None:
    """That the package cannot be approved, for this reason, and that nothing changed."""
    with pytest.raises(Unmet, match=sentence):
        packages.approve(package, by=made.desk(case, Role.LEADER))
    assert ReferralPackage.objects.get(pk=package.pk).approved_on is None


def letters(letter: str) -> int:
    return Letter.objects.filter(letter=letter).count()


@pytest.mark.parametrize("knowers", ["some", "many", "unknown"])
def test_where_five_or_more_could_know_nobody_is_asked(knowers):
    _code, case = matter(knowers=knowers)
    package = built(case)
    with pytest.raises(Unmet, match="Tidak ada persetujuan"):
        consents.ask(package, by=made.desk(case))
    assert packages.approve(package, by=made.desk(case, Role.LEADER)).approved_on == TODAY


def test_unasked_the_package_stays():
    _code, case = matter()
    refused(case, built(case), "Mintalah dulu persetujuan")


def test_the_verifier_asks_once_and_the_holder_is_told():
    code, case = matter()
    package = built(case)
    assert consents.ask(package, by=made.desk(case)) == 1
    with pytest.raises(Unmet, match="Tidak ada persetujuan"):
        consents.ask(package, by=made.desk(case))
    asked = Consent.objects.get()
    assert (asked.package, asked.asked_on, asked.due_on, asked.answer) == (package, TODAY, date(2024, 10, 7), "")
    assert [line.code for line in status.read(code).steps] == [status.RECEIVED, status.CONSENT_ASKED]
    assert letters("reporter_question") == 1
    assert Entry.objects.filter(action="package:consent_asked").count() == 1
    refused(case, package, "belum menjawab")


@pytest.mark.parametrize(
    ("role", "office"),
    [
        (Role.OPERATOR, "bawaslu-balikpapan"),
        (Role.LEADER, "bawaslu-balikpapan"),
        (Role.VERIFIER, "bawaslu-samarinda"),
        (Role.BKPSDM, "bkpsdm-balikpapan"),
    ],
)
def test_only_a_verifier_of_the_office_asks(role, office):
    _code, case = matter()
    package = built(case)
    with pytest.raises(NotYours):
        consents.ask(package, by=made.officer(role, office))
    assert (Consent.objects.count(), letters("reporter_question")) == (0, 0)


def test_the_holder_reads_the_text_and_their_own_links_before_answering():
    code, case = matter()
    other, _case = made.filed(made.submission(knowers="many"))
    exhibits.accept_link(other, "https://b.example/2")
    linking.link(made.report_of(other), case, by=made.desk(case), reason="Peristiwa yang sama")
    contents = Contents(
        narrative=made.OFFICIAL,
        letter_number="1",
        letter_date=TODAY,
        respondents=list(case.respondents.values_list("pk", flat=True)),
        exhibits=[row.pk for row in exhibits.listed(code) + exhibits.listed(other)],
    )
    consents.ask(packages.build(case, contents, by=made.desk(case)), by=made.desk(case))
    assert consents.waiting(code).shown == {
        "narrative": made.OFFICIAL,
        "incident_date": "2024-10-03",
        "people": ["Kepala Contoh, Dinas Contoh, Pemerintah Kota Balikpapan"],
        "links": [LINK],
        "files": [],
    }
    assert consents.waiting(other) is None


def test_a_yes_lets_exactly_this_package_go():
    code, case = matter()
    package = built(case)
    consents.ask(package, by=made.desk(case))
    consents.answer(code, agrees=True)
    assert (Consent.objects.get().answer, Consent.objects.get().shown) == (ConsentAnswer.AGREED, {})
    assert packages.approve(package, by=made.desk(case, Role.LEADER)).approved_on == TODAY
    refused(case, built(case), "Mintalah dulu persetujuan")
    assert status.read(code).steps[-1].label == "Anda menyetujui teks yang akan diteruskan."


def test_a_no_with_words_keeps_the_package_back_and_reaches_the_office():
    code, case = matter()
    package = built(case)
    consents.ask(package, by=made.desk(case))
    consents.answer(code, agrees=False, words="Hanya saya yang memegang foto itu.")
    refused(case, package, "tidak setuju")
    assert Message.objects.get().text == "Hanya saya yang memegang foto itu."
    assert letters("office_step") == 1
    packages.discard(package, by=made.desk(case))
    assert Consent.objects.count() == 0
    again = built(case, with_evidence=False)
    consents.ask(again, by=made.desk(case))
    consents.answer(code, agrees=True)
    assert packages.approve(again, by=made.desk(case, Role.LEADER)).approved_on == TODAY


def test_an_answer_is_given_once():
    code, case = matter()
    package = built(case)
    consents.ask(package, by=made.desk(case))
    consents.answer(code, agrees=False)
    with pytest.raises(consents.NothingAsked):
        consents.answer(code, agrees=True)
    assert Consent.objects.get().answer == ConsentAnswer.DECLINED
    with pytest.raises(consents.NothingAsked):
        consents.answer("0" * 28, agrees=True)


def test_words_that_cannot_be_kept_answer_nothing():
    code, case = matter()
    consents.ask(built(case), by=made.desk(case))
    with pytest.raises(messages.Refused):
        consents.answer(code, agrees=True, words="a\x00b")
    assert (Consent.objects.get().answer, Message.objects.count()) == ("", 0)


def test_every_reporter_of_few_is_asked_and_one_no_is_enough():
    first, case = matter()
    second, _other = made.filed(made.submission(knowers="few"))
    linking.link(made.report_of(second), case, by=made.desk(case), reason="Peristiwa yang sama")
    package = ReferralPackage.objects.get(pk=built_of_all(case).pk)
    assert consents.ask(package, by=made.desk(case)) == 2
    consents.answer(first, agrees=True)
    refused(case, package, "belum menjawab")
    consents.answer(second, agrees=False)
    refused(case, package, "tidak setuju")


def built_of_all(case: Case) -> ReferralPackage:
    contents = Contents(made.OFFICIAL, "1", TODAY, list(case.respondents.values_list("pk", flat=True)))
    return packages.build(case, contents, by=made.desk(case))


def test_silence_is_no_yes_before_and_after_the_last_day(clock):
    _code, case = matter()
    package = built(case, with_evidence=False)
    consents.ask(package, by=made.desk(case))
    clock.move_to("2024-10-07T23:59:00+08:00")
    with pytest.raises(Unmet, match="belum lewat"):
        consents.go_on(package, reason=SilenceReason.PUBLIC_RECORD, by=made.desk(case, Role.LEADER))
    clock.move_to("2024-10-08T00:00:00+08:00")
    refused(case, package, "belum menjawab")


def test_after_silence_a_leader_lets_a_package_without_evidence_go_and_the_holder_is_told(clock):
    code, case = matter()
    package = built(case, with_evidence=False)
    consents.ask(package, by=made.desk(case))
    clock.move_to("2024-10-08T09:00:00+08:00")
    for role in (Role.VERIFIER, Role.OPERATOR):
        with pytest.raises(NotYours):
            consents.go_on(package, reason=SilenceReason.OWN_INQUIRY, by=made.desk(case, role))
    consents.go_on(package, reason=SilenceReason.OWN_INQUIRY, by=made.desk(case, Role.LEADER))
    assert Consent.objects.get().silence == SilenceReason.OWN_INQUIRY
    assert status.read(code).steps[-1].code == status.CONSENT_MISSED
    assert Entry.objects.get(action="package:consent_missed").detail["reason"] == "inquiry"
    assert packages.approve(package, by=made.desk(case, Role.LEADER)).approved_on == date(2024, 10, 8)


def test_evidence_never_leaves_on_a_leader_s_word(clock):
    _code, case = matter()
    package = built(case)
    consents.ask(package, by=made.desk(case))
    clock.move_to("2024-10-20T09:00:00+08:00")
    with pytest.raises(Unmet, match="tanpa bukti"):
        consents.go_on(package, reason=SilenceReason.PUBLIC_RECORD, by=made.desk(case, Role.LEADER))
    assert Consent.objects.get().silence == ""
    refused(case, package, "belum menjawab")


def test_a_no_cannot_be_gone_over(clock):
    code, case = matter()
    package = built(case, with_evidence=False)
    consents.ask(package, by=made.desk(case))
    consents.answer(code, agrees=False)
    clock.move_to("2024-10-20T09:00:00+08:00")
    with pytest.raises(Unmet):
        consents.go_on(package, reason=SilenceReason.PUBLIC_RECORD, by=made.desk(case, Role.LEADER))
    refused(case, package, "tidak setuju")


def test_the_database_keeps_an_answer_and_a_silence_apart():
    code, case = matter()
    consents.ask(built(case), by=made.desk(case))
    consents.answer(code, agrees=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.update(silence=SilenceReason.PUBLIC_RECORD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.update(answered_on=None)


def test_who_took_a_report_back_is_not_asked():
    first, case = made.filed(made.submission(knowers="few"))
    second, _other = made.filed()
    linking.link(made.report_of(second), case, by=made.desk(case), reason="Peristiwa yang sama")
    assert [report.pk for report in knowing.few(case)] == [made.report_of(first).pk]
    withdrawing.withdraw(first)
    assert knowing.few(case) == []


def test_asking_discloses_nothing_to_the_desks_that_read_packages():
    _code, case = matter()
    package = built(case)
    before = (columns(package), StatusLine.objects.count())
    consents.ask(package, by=made.desk(case))
    package.refresh_from_db()
    assert (columns(package), StatusLine.objects.count()) == (before[0], before[1] + 1)


def columns(package: ReferralPackage) -> dict[str, object]:
    """Every column of a package, as the desks read it."""
    return {column.attname: getattr(package, column.attname) for column in package._meta.concrete_fields}
