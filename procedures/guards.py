"""Conditions that rows name. Pure functions of (leg, facts); each with the sentence people read."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from procedures.vocabulary import Facts, Guard, Leg, Words


def guard(condition: Words, *, failing: Words) -> Callable[[Callable[[Leg, Facts], bool]], Guard]:
    """Make a condition out of a predicate; its name is the predicate's."""

    def named(holds: Callable[[Leg, Facts], bool]) -> Guard:
        return Guard(holds.__name__, condition, failing, holds)

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
