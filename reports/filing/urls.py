"""Addresses of /lapor/ and /lacak/; mounted at the root and once more under /en/.

No address names a report, a code or what was chosen.
"""

from django.urls import path, register_converter

from reports.filing import consenting, papers, pressed, tracking, uploading, views
from reports.filing.questions import BY_NAME


class StepName:
    """The name of a page of the form."""

    regex = "|".join(BY_NAME)

    def to_python(self, value: str) -> str:
        """As it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The same."""
        return value


register_converter(StepName, "step")

app_name = "filing"
urlpatterns = [
    path("lapor/", views.start, name="start"),
    path("lapor/informasi-awal/", views.step, {"name": "kejadian", "kind": "tip"}, name="tip"),
    path("lapor/<step:name>/", views.step, name="step"),
    path("lapor/batas-waktu/", views.clock, name="clock"),
    path("bukti/bagian/", uploading.begin, name="upload"),
    path("bukti/keadaan/", uploading.state, name="state"),
    path("bukti/bagian/<uuid:upload>/", uploading.part, name="part"),
    path("lapor/tersimpan/", views.saved, name="saved"),
    path("lapor/hapus/", views.discard, name="discard"),
    path("lapor/selesai/", views.done, name="done"),
    path("lapor/baru/", views.another, name="another"),
    path("lacak/", tracking.track, name="track"),
    path("lacak/status/", tracking.standing, name="status"),
    path("lacak/pesan/", tracking.write, name="message"),
    path("lacak/bukti/", tracking.add_evidence, name="evidence"),
    path("lacak/lengkapi/", tracking.complete, name="complete"),
    path("lacak/naikkan/", tracking.upgrade, name="upgrade"),
    path("lacak/cabut/", tracking.withdraw, name="withdraw"),
    path("lacak/ditekan/", pressed.pressed, name="pressed"),
    path("lacak/persetujuan/", consenting.consent, name="consent"),
    path("lacak/tanda-terima/", papers.slip, name="slip"),
    path("lacak/tanda-terima/pdf/", papers.paper, name="paper"),
    path("lacak/tutup/", tracking.close, name="close"),
]
