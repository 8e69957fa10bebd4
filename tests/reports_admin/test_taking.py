"""Taking a case: a verifier opens their own and the untaken ones, and of a colleague's sees its line in the queue."""

import csv
import io
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from procedures.models import Proceeding
from reports import handling, plenary, visibility
from reports.models.case import Case
from reports.models.hearing import PlenaryMinutes
from reports.models.package import ReferralPackage
from services.accounts.enums import Context
from services.accounts.models import Membership, User
from services.audit.models import Entry
from tests.factories import accounts, reports
from tests.reports_admin.conftest import HOME, QUEUE, Desk, act, page, standing, verb

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 4)
ACT_OF_A_REPORT = reports.submission().act


@pytest.fixture
def colleague() -> User:
    return accounts.officer("verifier", HOME, full_name="Petugas Rekan")


@pytest.fixture
def taken(case: Case, colleague: User) -> Case:
    """The case of the morning, which a colleague has."""
    handling.assign(case, officer=colleague.pk, by=reports.desk(case))
    return case


def rows(client: Any, **query: str) -> list[Any]:
    return list(client.get(QUEUE, query).context["rows"])


def addresses(case: Case) -> list[str]:
    """Every page of a case, and that of its report."""
    named = ("change", "print", "identity")
    found = [reverse(f"admin:reports_case_{name}", args=[case.pk]) for name in named]
    report = case.links.get().report_id
    return [*found, verb(case, "message"), verb(case, "take"), reverse("admin:reports_report_change", args=[report])]


def test_an_untaken_case_is_open_to_every_verifier_and_one_press_takes_it(desk: Desk, case: Case) -> None:
    mine = accounts.officer("verifier", HOME)
    client = accounts.signed_in(mine)
    assert [row.url for row in rows(client)] == [page(case)]
    assert "Ambil kasus ini" in client.get(page(case)).content.decode()

    assert act(client, case, "take").status_code == 302

    assert Case.objects.get(pk=case.pk).officer == mine.pk
    assert Proceeding.objects.get(subject=case.pk).officer == mine.pk
    entry = Entry.objects.filter(action="case:assign").latest("pk")
    assert (entry.actor, entry.detail) == (f"user:{mine.pk}", {"officer": str(mine.pk)})
    assert client.get(page(case)).status_code == 200
    assert client.get(verb(case, "take")).status_code == 404  # there is nothing to take any more
    assert desk("verifier").get(page(case)).status_code == 404


def test_a_case_of_a_colleague_answers_on_every_page_as_one_of_another_office(desk: Desk, taken: Case) -> None:
    here, elsewhere = desk("verifier"), desk("verifier", "bawaslu-samarinda")
    before, read = standing(taken), Entry.objects.filter(action__in=("case:read", "case:form", "report:read")).count()
    for address in addresses(taken):
        answers = [client.get(address) for client in (here, elsewhere)]
        assert [answer.status_code for answer in answers] == [404, 404], address
        assert answers[0].content == answers[1].content, address
    for slug in ("message", "take", "assign", "register", "class"):
        form = {"version": "1", "officer": "", "text": "Halo"}
        assert elsewhere.post(verb(taken, slug), form).status_code == 404, slug
        assert here.post(verb(taken, slug), form).status_code == 409, slug  # the queue shows that it is a colleague's
    assert here.post(verb(taken, "nothing"), {"version": "1"}).status_code == 404
    assert standing(taken) == before
    assert Entry.objects.filter(action__in=("case:read", "case:form", "report:read")).count() == read


def test_who_was_typing_when_a_colleague_took_the_case_gets_the_text_back_and_nothing_of_the_case(
    desk: Desk, case: Case, colleague: User
) -> None:
    mine, elsewhere = desk("verifier"), desk("verifier", "bawaslu-samarinda")
    assert mine.get(verb(case, "message")).status_code == 200
    handling.assign(case, officer=colleague.pk, by=reports.desk(case))
    before = standing(case)
    form = {"version": "1", "text": "Mohon <b>lengkapi</b>", "otp_token": "123456", "report": str(case.links.get().pk)}

    answer = mine.post(verb(case, "message"), form)

    said = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (409, "no-store, private")
    assert "Kasus ini sudah diambil rekan. Tidak ada yang disimpan atau dikirim." in said
    assert answer.context["typed"] == [("Pesan", "Mohon <b>lengkapi</b>")]
    assert "Mohon &lt;b&gt;lengkapi&lt;/b&gt;" in said
    hidden = ("Petugas Rekan", "123456", case.reference, reports.NARRATIVE[:30])
    assert [word for word in hidden if word in said] == []
    refused = elsewhere.post(verb(case, "message"), form)
    assert (refused.status_code, "lengkapi" in refused.content.decode()) == (404, False)
    assert standing(case) == before


@pytest.mark.parametrize(
    ("page_of", "form", "typed"),
    [
        ("letter/{some}/", {"decline": "1", "note": "Nomornya lain."}, [("Alasan penolakan", "Nomornya lain.")]),
        (
            "package/{some}/1/1/",
            {"left": ["10", ""], "top": ["20", ""], "cell": ["3", "4"], "print": "abc"},
            [("Kiri", "10"), ("Atas", "20"), ("Petak yang ditandai", "3, 4")],
        ),
        (
            "evidence/{some}/original/",
            {"reason": "authenticity", "purpose": "Tulisan di foto", "otp": "123456"},
            [("Alasan tertulis", "Tulisan di foto")],
        ),
        ("identity/", {"purpose": "Perlu ditanya lagi"}, [("Alasan tertulis", "Perlu ditanya lagi")]),
    ],
)
def test_letters_blackening_and_openings_meet_the_same_answer(
    desk: Desk, taken: Case, page_of: str, form: dict[str, Any], typed: list[tuple[str, str]]
) -> None:
    address = f"/admin/reports/case/{taken.pk}/{page_of.format(some=uuid4())}"
    here, elsewhere = desk("verifier"), desk("verifier", "bawaslu-samarinda")
    before = standing(taken)

    answer = here.post(address, form)

    said = answer.content.decode()
    assert (answer.status_code, answer.context["typed"]) == (409, typed)
    assert "Kasus ini sudah diambil rekan. Tidak ada yang disimpan atau dikirim." in said
    assert [word for word in ("Petugas Rekan", "123456", taken.reference) if word in said] == []
    assert here.get(address).status_code == 404
    assert elsewhere.post(address, form).status_code == 404
    assert standing(taken) == before


def test_its_line_in_the_queue_says_where_it_stands_and_who_has_it_and_nothing_more(desk: Desk, taken: Case) -> None:
    [row] = rows(desk("verifier"))
    assert (row.url, row.state, row.officer) == ("", "Kajian awal", "Petugas Rekan")
    assert (row.reference.replace("-", ""), row.left.text) == (taken.reference, "2 hari lagi")
    assert (row.kind, row.kind_label, row.act, row.district, row.received, row.flags) == ("", "", "", "", "", [])
    shown = desk("verifier").get(QUEUE).content.decode()
    assert str(taken.pk) not in shown
    assert "dipegang rekan" in shown
    [whole] = rows(desk("leader"))
    assert (whole.url, whole.officer) == (page(taken), "Petugas Rekan")


@pytest.mark.parametrize(
    "query", [{"kind": "report"}, {"act": ACT_OF_A_REPORT}, {"received_from": "2024-10-01"}, {"q": "001/Reg"}]
)
def test_a_filter_tells_of_a_colleagues_case_no_more_than_its_line(
    desk: Desk, taken: Case, query: dict[str, str]
) -> None:
    Case.objects.filter(pk=taken.pk).update(register_number="001/Reg/LP")
    assert rows(desk("verifier"), **query) == []
    assert [row.url for row in rows(desk("operator"), **query)] == [page(taken)]


@pytest.mark.parametrize("name", ["reference", "ticket"])
def test_by_its_reference_or_ticket_it_is_found_so_that_nothing_is_taken_up_twice(
    desk: Desk, taken: Case, name: str
) -> None:
    code = taken.reference if name == "reference" else taken.links.get().report.ticket
    assert [(row.url, row.officer) for row in rows(desk("verifier"), q=code)] == [("", "Petugas Rekan")]


def test_it_is_neither_in_the_file_of_the_queue_nor_in_the_list_of_reports(desk: Desk, taken: Case) -> None:
    _code, untaken = reports.filed()
    client = desk("verifier")
    answer = client.post("/admin/reports/case/export/", {"reason": "plenary"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    body = list(csv.reader(io.StringIO(text)))[-1]
    assert body[0].replace("-", "") == untaken.reference
    assert taken.reference not in text.replace("-", "")
    listed = client.get("/admin/reports/report/").context["rows"]
    assert [row.case.replace("-", "") for row in listed] == [untaken.reference]


def test_its_officer_hands_it_back_and_gives_it_to_nobody_else(desk: Desk, taken: Case, colleague: User) -> None:
    other = accounts.officer("verifier", HOME)
    client = accounts.signed_in(colleague)
    before = standing(taken)
    assert act(client, taken, "assign", officer=str(other.pk)).status_code == 422
    assert standing(taken) == before

    assert act(client, taken, "assign", officer="").status_code == 302

    assert Case.objects.get(pk=taken.pk).officer is None
    assert accounts.signed_in(other).get(page(taken)).status_code == 200


@pytest.mark.parametrize("role", ["leader", "operator"])
def test_who_reads_the_whole_office_gives_a_taken_case_to_another(desk: Desk, taken: Case, role: str) -> None:
    other = accounts.officer("verifier", HOME)
    assert act(desk(role), taken, "assign", officer=str(other.pk)).status_code == 302
    assert Case.objects.get(pk=taken.pk).officer == other.pk
    assert accounts.signed_in(other).get(page(taken)).status_code == 200


def test_who_has_left_the_office_has_no_case_any_more(desk: Desk, taken: Case, colleague: User) -> None:
    client = desk("verifier")
    assert client.get(page(taken)).status_code == 404
    Membership.objects.filter(user=colleague).update(until=TODAY)
    assert client.get(page(taken)).status_code == 200
    assert act(client, taken, "take").status_code == 302


def test_of_two_who_press_at_once_the_second_is_told_that_a_colleague_has_it_and_no_more(
    desk: Desk, case: Case
) -> None:
    first, second = desk("verifier"), desk("verifier")
    seen = {"version": second.get(verb(case, "take")).context["form"].initial["version"]}
    assert act(first, case, "take").status_code == 302
    before = standing(case)
    answer = second.post(verb(case, "take"), seen)
    assert (answer.status_code, answer.context["typed"]) == (409, [])
    assert case.reference not in answer.content.decode()
    assert standing(case) == before


def test_who_is_also_an_operator_acts_there_as_an_operator_alone(taken: Case) -> None:
    user = accounts.officer("verifier", HOME)
    accounts.membership(user, "operator", HOME)
    client = accounts.signed_in(user)
    assert client.get(page(taken)).status_code == 200
    assert client.get(verb(taken, "class")).status_code == 403  # a verifier's, and they do not have the case
    assert client.get(verb(taken, "message")).status_code == 200


def test_the_book_of_plenaries_shows_a_verifier_what_was_decided_on_cases_they_may_open(
    desk: Desk, taken: Case, colleague: User
) -> None:
    own = reports.filed()[1]
    seats = ("Anggota Satu", "Anggota Dua", "Anggota Tiga")
    leader = reports.officer("leader", HOME)
    plenary.record(taken, plenary.Plenary("1/BA", TODAY, "Rapat", seats, (), seats), by=leader)
    both = PlenaryMinutes.objects.get()
    client, address = desk("verifier"), reverse("admin:reports_plenaryminutes_change", args=[both.pk])
    assert client.get(address).status_code == 404
    assert client.get("/admin/reports/plenaryminutes/").context["rows"] == []

    plenary.join(own, both, by=leader)

    decided = client.get(address).context["decisions"]
    assert [one.case.replace("-", "") for one in decided] == [own.reference]
    assert len(accounts.signed_in(colleague).get(address).context["decisions"]) == 2


def test_a_package_follows_the_case_it_was_made_from(taken: Case, colleague: User) -> None:
    handling.register(taken, number="001/Reg", by=reports.desk(taken))
    reports.heard(taken, on=TODAY)
    reports.referred(taken, on=TODAY)
    package = ReferralPackage.objects.get(origins__case=taken)
    other, leader = accounts.officer("verifier", HOME), accounts.officer("leader", HOME)
    seen = {user: list(visibility.packages_visible_to(user)) for user in (colleague, other, leader)}
    assert seen == {colleague: [package], other: [], leader: [package]}
    assert [visibility.context(user, package) for user in seen] == [
        Context.ASSIGNED, Context.OWN_OFFICE, Context.OWN_OFFICE,
    ]  # fmt: skip


LEFT_OUT = "Kasus yang dipegang rekan tidak ikut dalam saringan ini."
NOT_TAKEN_OUT = "Kasus yang dipegang rekan tidak ikut diunduh."


@pytest.mark.parametrize(("role", "query", "said"), [
    ("verifier", {"kind": "report"}, True),
    ("verifier", {"received_from": "2024-10-01"}, True),
    ("verifier", {"state": "review"}, False),
    ("verifier", {}, False),
    ("leader", {"kind": "report"}, False),
])  # fmt: skip
@pytest.mark.usefixtures("taken")
def test_a_list_that_leaves_colleagues_cases_out_says_so(
    desk: Desk, role: str, query: dict[str, str], said: bool
) -> None:
    assert (LEFT_OUT in desk(role).get(QUEUE, query).content.decode()) is said


@pytest.mark.usefixtures("taken")
def test_the_page_of_the_download_says_what_it_leaves_out(desk: Desk) -> None:
    assert NOT_TAKEN_OUT in desk("verifier").get(f"{QUEUE}export/").content.decode()
    assert NOT_TAKEN_OUT not in desk("leader").get(f"{QUEUE}export/").content.decode()


def test_the_page_that_assigns_says_how_a_case_goes_back(taken: Case, colleague: User) -> None:
    shown = accounts.signed_in(colleague).get(verb(taken, "assign")).content.decode()
    assert "Dengan “Belum ditugaskan” kasus kembali ke antrean" in shown
