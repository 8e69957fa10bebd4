"""The steps of a case from its desk: each does its one thing, and without its reason or minutes nothing."""

import pytest

from procedures.enums import Event, State
from procedures.models import Step
from reports import handling
from reports.admin.forms import DeskForm
from reports.models.case import Case
from tests.factories import reports
from tests.reports_admin.conftest import MINUTES, Desk, act, fresh, page, standing, verb

pytestmark = pytest.mark.django_db


def test_returning_needs_a_coded_reason_and_tells_it_in_the_words_ticked(desk: Desk, case: Case) -> None:
    client = desk("operator")
    form: DeskForm = client.get(verb(case, "return")).context["form"]
    assert ("evidence", "Sertakan bukti: foto, rekaman, dokumen, atau tautan.") in form.fields["parts"].choices  # type: ignore[attr-defined]
    assert form.initial["parts"] == ["evidence"]
    before = standing(case)

    refused = act(client, case, "return")
    assert refused.status_code == 422
    assert "Sebutkan paling sedikit satu syarat yang kurang." in refused.content.decode()
    assert standing(case) == before

    done = act(client, case, "return", parts=["evidence", "description"])
    assert (done.status_code, done["Location"]) == (302, page(case))
    assert (fresh(case).state, fresh(case).missing) == (State.INCOMPLETE, ["description", "evidence"])
    assert "Laporan dikembalikan." in client.get(page(case)).content.decode()


def test_registering_takes_the_office_s_own_number(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    form = client.get(verb(case, "register")).context["form"]
    assert "001/Reg/LP/PB/Kota/…/X/2024" in form.fields["number"].help_text

    act(client, case, "register", number="001/Reg/LP/PB/Kota 23.03/X/2024")

    assert (fresh(case).state, fresh(case).register_number) == (State.STUDY, "001/Reg/LP/PB/Kota 23.03/X/2024")


def test_refusing_needs_minutes_and_says_so_before_anything_is_typed(desk: Desk, case: Case) -> None:
    client = desk("leader")
    before = standing(case)

    shown = client.get(verb(case, "refuse"))
    assert "Belum ada: Berita acara rapat pleno." in shown.content.decode()
    assert act(client, case, "refuse", parts=["evidence"]).status_code == 422
    assert standing(case) == before

    act(client, case, "minutes", **MINUTES)
    assert act(client, case, "refuse", parts=["evidence"]).status_code == 302
    assert fresh(case).state == State.NOT_REGISTERED


def test_refusing_for_lateness_alone_goes_on_as_a_tip(desk: Desk, case: Case) -> None:
    client = desk("leader")
    act(client, case, "minutes", **MINUTES)

    assert act(client, case, "refuse", parts=["late"]).status_code == 302

    assert fresh(case).state == State.INQUIRY


@pytest.mark.parametrize("slug", ["keep-as-tip"])
def test_a_step_with_a_reason_is_refused_without_one(desk: Desk, case: Case, slug: str) -> None:
    client = desk("verifier")
    before = standing(case)

    assert act(client, case, slug, note="   ").status_code == 422
    assert standing(case) == before

    assert act(client, case, slug, note="Isi masuk akal, bukti kurang").status_code == 302
    assert Step.objects.get(proceeding__subject=case.pk, event=Event.KEEP_AS_TIP).note == "Isi masuk akal, bukti kurang"


def test_a_tip_is_adopted_as_a_finding_or_stopped(desk: Desk) -> None:
    adopted, stopped = (reports.filed(reports.tip())[1] for _ in range(2))
    client = desk("leader")
    act(client, adopted, "minutes", **MINUTES)

    act(client, adopted, "adopt", number="001/Reg/TM/PB/Kota/X/2024")
    act(client, stopped, "stop", note="Tidak ada petunjuk lanjutan")

    assert (fresh(adopted).state, fresh(adopted).kind) == (State.STUDY, "finding")
    assert fresh(stopped).state == State.STOPPED


def test_handling_is_extended_once_and_dismissed_on_minutes(desk: Desk, case: Case) -> None:
    handling.register(case, number="001", by=reports.desk(case))
    client = desk("leader")

    assert act(client, case, "extend", note="Menunggu keterangan saksi").status_code == 302
    assert "Waktu penanganan sudah pernah diperpanjang." in client.get(verb(case, "extend")).content.decode()
    act(client, case, "minutes", **MINUTES)
    assert act(client, case, "dismiss", note="Unsur tidak terpenuhi").status_code == 302

    assert fresh(case).state == State.NOT_VIOLATION


def test_what_is_brought_to_the_office_completes_a_report(desk: Desk, case: Case) -> None:
    handling.return_for_completion(case, missing=["evidence"], by=reports.desk(case))

    act(desk("operator"), case, "complete", note="Foto cetak diserahkan")

    assert (fresh(case).state, fresh(case).missing) == (State.REVIEW, [])
