from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "services.vault"
    label = "vault"
    verbose_name = "Brankas"
