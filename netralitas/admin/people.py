"""The choice of an officer in a form: by name and account, since two people may have one name."""

from django import forms
from django.utils.translation import gettext_lazy

from services.accounts.models import User


class OfficerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Any active account, told apart from others of the same name; its value is the account's name."""

    def __init__(self) -> None:
        rows = User.objects.filter(is_active=True).order_by("full_name", "username")
        super().__init__(rows, label=gettext_lazy("Petugas"), to_field_name="username")

    def label_from_instance(self, obj: User) -> str:
        return f"{obj} ({obj.username})"
