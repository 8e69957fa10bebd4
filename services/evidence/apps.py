from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "services.evidence"
    label = "evidence"
    verbose_name = "Bukti"
