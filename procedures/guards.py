"""Conditions that rows name. Pure functions of (leg, facts); each with the sentence people read."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from procedures.enums import Fact, State
from procedures.vocabulary import Facts, Guard, Leg, Words


def guard(
    condition: Words, *, failing: Words, standing: bool = False
) -> Callable[[Callable[[Leg, Facts], bool]], Guard]:
    """Make a condition out of a predicate; its name is the predicate's."""

    def named(holds: Callable[[Leg, Facts], bool]) -> Guard:
        return Guard(holds.__name__, condition, failing, holds, standing)

    return named


@guard(_("yang masuk laporan resmi"), failing=_("Yang masuk bukan laporan resmi."))
def is_a_report(leg: Leg, facts: Facts) -> bool:
    return facts.text("kind") == "report"


@guard(_("yang masuk informasi awal"), failing=_("Yang masuk bukan informasi awal."))
def is_a_tip(leg: Leg, facts: Facts) -> bool:
    return facts.text("kind") == "tip"


@guard(_("ditemukan pengawas sendiri"), failing=_("Yang masuk bukan temuan pengawas sendiri."))
def is_a_finding(leg: Leg, facts: Facts) -> bool:
    return facts.text("kind") == "finding"


@guard(_("menyebut syarat yang kurang"), failing=_("Sebutkan paling sedikit satu syarat yang kurang."))
def names_a_missing_part(leg: Leg, facts: Facts) -> bool:
    return bool(facts.codes("missing"))


@guard(
    _("ada yang kurang selain batas waktu"),
    failing=_("Laporan hanya melewati batas waktu: isinya dilanjutkan sebagai informasi awal."),
)
def lacks_more_than_time(leg: Leg, facts: Facts) -> bool:
    return set(facts.codes("missing")) != {"late"}


@guard(_("hanya batas waktu yang terlewat"), failing=_("Ada syarat lain yang kurang selain batas waktu."))
def lacks_only_time(leg: Leg, facts: Facts) -> bool:
    return set(facts.codes("missing")) == {"late"}


@guard(_("menyebut kantor Bawaslu yang menerima"), failing=_("Pilih kantor Bawaslu yang menerima."))
def names_a_receiver(leg: Leg, facts: Facts) -> bool:
    return bool(facts.text("to"))


@guard(_("belum pernah diperpanjang"), failing=_("Waktu penanganan sudah pernah diperpanjang."))
def not_yet_extended(leg: Leg, facts: Facts) -> bool:
    return leg.extensions == 0


@guard(
    _("keputusan tidak mendahului rekomendasi"),
    failing=_("Isi tanggal keputusan; keputusan tidak boleh mendahului rekomendasi."),
)
def decided_after_recommended(leg: Leg, facts: Facts) -> bool:
    decided, recommended = facts.day("decided_on"), facts.day("recommended_on")
    return decided is not None and (recommended is None or decided >= recommended)


@guard(
    _("pelaksanaan tidak mendahului keputusan"),
    failing=_("Isi tanggal pelaksanaan; pelaksanaan tidak boleh mendahului keputusan."),
)
def executed_after_decided(leg: Leg, facts: Facts) -> bool:
    executed, decided = facts.day("executed_on"), facts.day("decided_on")
    return executed is not None and (decided is None or executed >= decided)


@guard(
    _("tidak mendahului surat sebelumnya"),
    failing=_("Isi tanggalnya; tanggal ini tidak boleh mendahului surat pada langkah sebelumnya."),
)
def follows_the_last_paper(leg: Leg, facts: Facts) -> bool:
    dated, previous = facts.day("dated_on"), facts.day("previous_on")
    return dated is not None and (previous is None or dated >= previous)


@guard(_("dibatalkan pengawas sendiri"), failing=_("Sebutkan sebab pembatalan."))
def cancelled_by_the_overseer(leg: Leg, facts: Facts) -> bool:
    return facts.text("cause") == "overseer"


@guard(_("terlapor ternyata bukan ASN"), failing=_("Sebutkan sebab pembatalan."))
def respondent_is_no_civil_servant(leg: Leg, facts: Facts) -> bool:
    return facts.text("cause") == "not_asn"


@guard(
    _("PPK belum bertindak"),
    failing=_("PPK sudah memutuskan; tidak ada yang perlu ditegur atau diblokir."),
    standing=True,
)
def authority_has_not_acted(leg: Leg, facts: Facts) -> bool:
    return facts.text("authority") == "waiting"


@guard(
    _("PPK sudah bertindak"),
    failing=_("Blokir dibuka setelah PPK memutuskan; keputusannya belum tercatat."),
    standing=True,
)
def authority_has_acted(leg: Leg, facts: Facts) -> bool:
    return facts.text("authority") == "acted"


@guard(
    _("pemeriksaan tidak mendahului surat panggilan"),
    failing=_("Isi tanggal pemeriksaan; pemeriksaan tidak boleh mendahului surat panggilan."),
)
def summoned_before_the_examination(leg: Leg, facts: Facts) -> bool:
    summoned, examination = facts.day("dated_on"), facts.day("examination_on")
    return summoned is not None and examination is not None and examination >= summoned


@guard(
    _("pemeriksaan paling lama 7 hari kerja sesudah surat panggilan, atau ada alasan tertulis"),
    failing=_("Pemeriksaan lebih dari 7 hari kerja sesudah surat panggilan; tulis alasannya."),
)
def summoned_for_soon_enough(leg: Leg, facts: Facts) -> bool:
    examination, latest = facts.day("examination_on"), facts.day("summons_latest")
    return Fact.REASON in facts.present or (examination is not None and latest is not None and examination <= latest)


@guard(
    _("hadir, atau tidak hadir setelah dua kali dipanggil"),
    failing=_("Ketidakhadiran baru tercatat setelah panggilan kedua; catat panggilan itu dahulu."),
)
def heard_or_summoned_twice(leg: Leg, facts: Facts) -> bool:
    return facts.text("reply") != "absence" or leg.state == State.SUMMONED_AGAIN


@guard(
    _("bukan ketidakhadiran atas satu panggilan saja"),
    failing=_("Terlapor baru dipanggil sekali; ketidakhadiran berlaku setelah panggilan kedua."),
)
def not_absent_after_one_summons(leg: Leg, facts: Facts) -> bool:
    return facts.text("reply") != "absence" or leg.state != State.SUMMONED


@guard(
    _("keputusan bukan pemberhentian"),
    failing=_("Atas pemberhentian tersedia banding ke BPASN, bukan keberatan."),
    standing=True,
)
def objection_is_open(leg: Leg, facts: Facts) -> bool:
    return facts.text("remedy") == "objection"


@guard(
    _("keputusan berupa pemberhentian"),
    failing=_("Banding ke BPASN hanya untuk pemberhentian; untuk keputusan lain tersedia keberatan."),
    standing=True,
)
def appeal_is_open(leg: Leg, facts: Facts) -> bool:
    return facts.text("remedy") == "appeal"


@guard(_("sekaligus dilaporkan"), failing=_("Tanggal pelaporan belum diisi."))
def reported_at_once(leg: Leg, facts: Facts) -> bool:
    return facts.day("reported_on") is not None


@guard(_("belum dilaporkan"), failing=_("Pelaksanaan ini sudah dilaporkan."))
def not_reported_yet(leg: Leg, facts: Facts) -> bool:
    return facts.day("reported_on") is None


@guard(
    _("laporan tidak mendahului pelaksanaan"),
    failing=_("Isi tanggal pelaporan; pelaksanaan tidak dapat dilaporkan sebelum dilaksanakan."),
)
def reported_after_executed(leg: Leg, facts: Facts) -> bool:
    reported, executed = facts.day("reported_on"), facts.day("executed_on")
    return reported is not None and (executed is None or reported >= executed)
