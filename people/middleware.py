"""The second factor of editors (setting ``REQUIRE_MFA``)."""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class SecondFactorMiddleware:
    """Leads editors without a second factor to its set-up page and to no other, while ``REQUIRE_MFA`` is on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with a redirect to the set-up page, or pass the request on."""
        if settings.REQUIRE_MFA and self.lacks_second_factor(request) and not self.is_account_page(request):
            messages.warning(
                request, "Bitte richten Sie zuerst einen zweiten Faktor ein. Für Ihre Rolle ist er vorgeschrieben."
            )
            return redirect("mfa_index")
        return self.get_response(request)

    def lacks_second_factor(self, request: HttpRequest) -> bool:
        """Return whether an editor is signed in who has no second factor yet."""
        return getattr(request.user, "is_editor", False) and not get_adapter().is_mfa_enabled(request.user)

    def is_account_page(self, request: HttpRequest) -> bool:
        """Return whether the page belongs to the account area, where the factor is set up."""
        return request.path.startswith(reverse("people:account"))
