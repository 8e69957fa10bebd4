"""The case page: what it shows to whom, and to nobody else."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from reports import exhibits, handling, messages
from reports.admin.actions import ALL
from reports.admin.steps import STEPS
from reports.models.case import Case
from reports.models.report import Message
from services.audit.models import Entry
from services.evidence.models import Original
from tests.factories import accounts, reports
from tests.reports_admin.conftest import HOME, OFFICES, Desk, page, standing, verb

pytestmark = pytest.mark.django_db
DAY = date(2024, 10, 4)


def addresses(case: Case) -> list[str]:
    """Every address of one case and of what lies in it."""
    report = case.links.get(unlinked_at__isnull=True).report_id
    package = case.origins.values_list("package_id", flat=True).first() or uuid4()
    return [
        page(case),
        reverse("admin:reports_case_print", args=[case.pk]),
        reverse("admin:reports_case_package", args=[case.pk, package]),
        reverse("admin:reports_report_change", args=[report]),
        *(verb(case, slug) for slug in ALL),
    ]


def text(client: object, case: Case) -> str:
    """The case page as text."""
    return client.get(page(case)).content.decode()  # type: ignore[attr-defined]


def test_five_offices_reach_nothing_of_each_other(desk: Desk) -> None:
    filed = {office: reports.filed(reports.submission(region=code))[1] for office, code in OFFICES.items()}

    for office in OFFICES:
        client = desk("leader", office)
        for owner, case in filed.items():
            if owner == office:
                assert client.get(page(case)).status_code == 200
                continue
            before = standing(case)
            for address in addresses(case):
                assert client.get(address).status_code == 404, address
            for slug in ALL:
                assert client.post(verb(case, slug), {"version": str(case.version)}).status_code == 404, slug
            assert standing(case) == before


@pytest.mark.parametrize("role", ["bkn", "bkpsdm", "auditor", "sysadmin", "custodian"])
def test_roles_without_cases_are_refused_every_address(desk: Desk, case: Case, role: str) -> None:
    client = desk(role, "bkn" if role == "bkn" else "bkpsdm-balikpapan")
    before = standing(case)

    for address in addresses(case):
        assert client.get(address).status_code in (403, 404), address
    for slug in ALL:
        assert client.post(verb(case, slug), {"version": str(case.version)}).status_code in (403, 404), slug
    assert standing(case) == before


def test_an_unknown_case_and_a_foreign_one_look_alike(desk: Desk) -> None:
    foreign = reports.filed(reports.submission(region="74.71"))[1]
    client = desk()

    unknown = client.get(reverse("admin:reports_case_change", args=[uuid4()]))
    other = client.get(page(foreign))

    assert (unknown.status_code, unknown.content) == (other.status_code, other.content)


def test_addresses_of_djangos_own_admin_lead_nowhere(desk: Desk, case: Case) -> None:
    client = desk("leader")

    for end in ("add/", f"{case.pk}/delete/", f"{case.pk}/history/", f"{case.pk}/", "1/change/"):
        assert client.get(f"/admin/reports/case/{end}").status_code in (404, 302), end
    lookup = {"app_label": "reports", "model_name": "respondent", "field_name": "case", "term": ""}
    assert client.get("/admin/autocomplete/", lookup).status_code == 404


def test_the_narrative_is_shown_as_text_and_its_reading_recorded(desk: Desk) -> None:
    case = reports.filed(reports.submission(narrative="<script>alert(1)</script> ikut berorasi di depan warga"))[1]

    shown = text(desk(), case)

    assert "&lt;script&gt;alert(1)&lt;/script&gt; ikut berorasi" in shown
    assert "<script>alert" not in shown
    assert Entry.objects.filter(action="case:read", subject=str(case.pk)).count() == 1


def test_a_refused_reader_leaves_no_trace_of_reading(desk: Desk, case: Case) -> None:
    desk(agency="bawaslu-kendari").get(page(case))

    assert not Entry.objects.filter(action="case:read").exists()


def test_nothing_on_the_page_leads_to_the_reporter(desk: Desk) -> None:
    code, case = reports.filed()
    report = reports.report_of(code)

    shown = text(desk("leader"), case) + text(desk("verifier"), case)

    for word in ("Warga Contoh", "Jalan Contoh", "warga@contoh", "Saksi Contoh", "0812", "09.00", "09:00"):
        assert word not in shown, word
    assert report.receipt_hash not in shown
    assert str(report.subject) not in shown


def test_a_link_is_text_and_a_file_is_told_by_kind_size_and_hash(desk: Desk) -> None:
    code, case = reports.filed()
    report = reports.report_of(code)
    exhibits.accept_link(code, "https://contoh.example/unggahan")
    original = Original.objects.create(
        kind="jpeg", size=1_234_567, sha256="a1" * 32, wrapped_key=b"k", key_id="k1", received_on=DAY
    )
    report.exhibits.create(receipt_hash=report.receipt_hash, kind="file", original=original.pk, number=2, added_on=DAY)

    shown = text(desk("leader"), case)

    assert "https://contoh.example/unggahan" in shown
    assert 'href="https://contoh.example' not in shown
    assert "Bukti A2 — foto, 1,2 MB, diterima 4 Oktober 2024; hash asli " + "a1" * 32 in shown
    assert "salinan bersih sedang disiapkan" in shown
    assert "Buka salinan bersih" not in shown


def test_original_evidence_is_told_to_leaders_and_the_assigned_verifier_alone(desk: Desk) -> None:
    code, case = reports.filed()
    exhibits.accept_link(code, "https://contoh.example/unggahan")
    verifier = accounts.officer("verifier", HOME)
    client = accounts.signed_in(verifier)
    address = reverse("admin:reports_report_change", args=[reports.report_of(code).pk])

    for reader in (desk("operator"), client):
        for shown in (text(reader, case), reader.get(address).content.decode()):
            assert "contoh.example/unggahan" not in shown
            assert "Bukti A1 — tautan, diterima 4 Oktober 2024" in shown

    handling.assign(case, officer=verifier.pk, by=reports.desk(case))
    assert "https://contoh.example/unggahan" in text(client, case)
    assert "https://contoh.example/unggahan" in client.get(address).content.decode()


def test_every_deadline_says_how_it_was_counted(desk: Desk, case: Case) -> None:
    term = desk().get(page(case)).context["file"].deadlines[0]

    assert term.label == "Kajian awal"
    assert "Dihitung sejak 4 Oktober 2024; hari itu sendiri tidak dihitung." in term.explained
    assert "Hari yang dihitung: 5 Oktober 2024, 6 Oktober 2024." in term.explained


def test_requirements_are_told_one_by_one(desk: Desk, case: Case) -> None:
    items = desk().get(page(case)).context["file"].requirements

    assert [(item.label, item.met) for item in items] == [
        ("Nama dan alamat pelapor", True),
        ("Pihak terlapor", True),
        ("Batas waktu tujuh hari", True),
        ("Waktu dan tempat kejadian", True),
        ("Uraian kejadian", True),
        ("Bukti", False),
    ]


MOVES = (
    "Limpahkan ke Bawaslu setingkat",
    "Catat pengambilalihan oleh Bawaslu di atasnya",
)


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        ("operator", ["Kembalikan untuk dilengkapi", "Registrasi"]),
        ("verifier", ["Kembalikan untuk dilengkapi", "Registrasi", "Jadikan informasi awal"]),
        ("leader", ["Registrasi", "Tidak registrasi", "Jadikan informasi awal", *MOVES]),
    ],
)
def test_buttons_are_what_the_procedure_offers_this_role(desk: Desk, case: Case, role: str, labels: list[str]) -> None:
    assert [one.label for one in desk(role).get(page(case)).context["steps_offered"]] == labels


def test_a_step_that_cannot_be_taken_yet_says_why_and_where_to_go(desk: Desk, case: Case) -> None:
    handling.register(case, number="001/Reg", by=reports.desk(case))

    refer = next(one for one in desk("leader").get(page(case)).context["steps_offered"] if one.label == "Teruskan")

    assert not refer.ready
    assert "Belum ada: Berita acara rapat pleno." in refer.why
    assert ("Berita acara rapat pleno", verb(case, "minutes")) in refer.helps


@pytest.mark.parametrize(
    ("role", "slugs"),
    [
        ("operator", {"reply", "check", "reception", "assign", "respondent", "link", "message"}),
        ("verifier", {"reply", "check", "reception", "class", "take", "respondent", "link", "message"}),
        ("leader", {"reply", "reception", "assign", "link", "pause"}),
    ],
)  # fmt: skip
def test_records_are_what_the_permission_table_allows(desk: Desk, case: Case, role: str, slugs: set[str]) -> None:
    client = desk(role)
    context = client.get(page(case)).context
    offered = {one.url for one in context["records_offered"]} | {context["message_url"]} - {""}

    slugs = slugs | {"minutes", "minutes-of", "recuse", "invite", "places"}
    assert offered == {verb(case, slug) for slug in slugs}
    for slug in set(ALL) - slugs - {one.slug for one in STEPS}:
        assert client.get(verb(case, slug)).status_code in (403, 404), slug


def test_a_package_is_prepared_once_the_procedure_knows_a_referral(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    assert client.get(verb(case, "package")).status_code == 404

    handling.register(case, number="001/Reg", by=reports.desk(case))
    assert client.get(verb(case, "package")).status_code == 200

    referred(Case.objects.get(pk=case.pk))
    for slug in ("package", "check", "reply", "minutes", "class", "respondent"):
        assert client.get(verb(case, slug)).status_code == 404, slug


def test_messages_tell_the_day_and_never_the_hour(desk: Desk) -> None:
    code, case = reports.filed()
    messages.from_reporter(code, "Saya merasa ditekan.")
    messages.from_office(reports.report_of(code), "Terima kasih, kami jaga.", by=reports.desk(case, "operator"))

    said = desk().get(page(case)).context["file"].messages

    assert Message.objects.count() == 2
    assert [(one.from_reporter, one.text) for one in said] == [
        (True, "Saya merasa ditekan."),
        (False, "Terima kasih, kami jaga."),
    ]
    assert all(one.heading.endswith("4 Oktober 2024") for one in said)


def test_the_history_tells_each_step_with_its_basis(desk: Desk, case: Case) -> None:
    handling.register(case, number="001/Reg", by=reports.desk(case), note="Lengkap setelah diperiksa")

    steps = desk().get(page(case)).context["file"].steps

    assert [step.label for step in steps] == ["Terima → Kajian awal", "Registrasi → Diregistrasi, dalam penanganan"]
    assert steps[0].when == "4 Oktober 2024"
    assert (steps[1].when, steps[1].note) == ("4 Oktober 2024, 09.00 WITA", "Lengkap setelah diperiksa")
    assert steps[1].who == "Verifikator Bawaslu, Bawaslu Kota Balikpapan"


def test_the_file_for_a_plenary_has_everything_open(desk: Desk, case: Case) -> None:
    shown = desk("leader").get(reverse("admin:reports_case_print", args=[case.pk])).content.decode()

    assert "<details>" not in shown
    assert "<details open>" in shown
    assert Entry.objects.filter(action="case:printed", subject=str(case.pk)).count() == 1


def referred(case: Case) -> Case:
    """The case after its referral."""
    if not case.register_number:
        handling.register(case, number="001/Reg", by=reports.desk(case))
        case.refresh_from_db()
    reports.heard(case, on=DAY)
    reports.referred(case, on=DAY)
    case.refresh_from_db()
    return case


def test_a_referred_case_tells_where_its_packages_stand(desk: Desk, case: Case) -> None:
    file = desk("verifier").get(page(referred(case))).context["file"]

    assert file.state == "Diteruskan"
    assert file.packages[0].title == "Surat 012/PM.05/2024, 4 Oktober 2024"
    assert file.packages[0].standing == "Dikirim 4 Oktober 2024."
    assert file.packages[0].legs == ["Badan Kepegawaian Negara (BKN): Verifikasi pengawas netralitas"]
    assert reports.OFFICIAL in desk("verifier").get(file.packages[0].url).content.decode()


def test_who_may_not_read_the_text_for_the_referral_sees_where_it_stands(desk: Desk, case: Case) -> None:
    address = desk("verifier").get(page(referred(case))).context["file"].packages[0].url
    client = desk("operator")

    package = client.get(page(case)).context["file"].packages[0]

    assert (package.title, package.standing, package.url) == ("Berkas penerusan", "Dikirim 4 Oktober 2024.", "")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("stage", "statements"), [("received", 7), ("referred", 10)])
def test_the_case_page_costs_as_many_statements_for_any_number_of_rows(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries, count: int, stage: str, statements: int
) -> None:
    code, case = reports.filed(reports.submission(respondents=(reports.respondent(),) * count))
    for number in range(count):
        exhibits.accept_link(code, f"https://contoh.example/{number}")
        messages.from_reporter(code, f"Pesan {number}")
    if stage == "referred":
        referred(case)
    client = desk("verifier")
    client.get(page(case))

    with django_assert_num_queries(statements):
        response = client.get(page(case))
    file = response.context["file"]
    assert (len(file.respondents), len(file.messages), len(file.reports[0].exhibits)) == (count, count, count)
