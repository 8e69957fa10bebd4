from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "guidance"
    label = "guidance"
    verbose_name = "Panduan"
