"""Forms of the account area."""

from typing import Any

from django.contrib.auth.forms import SetPasswordForm

from common.layout import form_helper
from people.models import User


class InvitationForm(SetPasswordForm):  # type: ignore[type-arg]
    """The first password of an invited account."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["new_password1"].label = "Passwort"
        self.fields["new_password2"].label = "Passwort wiederholen"
        self.fields["new_password2"].help_text = ""
        self.helper = form_helper("new_password1", "new_password2", submit="Passwort speichern und anmelden")
