"""The second factor of editors (setting ``REQUIRE_MFA``)."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from people.models import User
from people.selectors import has_second_factor


class SecondFactorMiddleware:
    """Leads editors without a second factor to its set-up page and to no other, while ``REQUIRE_MFA`` is on.

    Signing in with an existing factor is allauth's part. Recovery codes alone are no second factor.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with a redirect to the set-up page, or pass the request on."""
        if not settings.REQUIRE_MFA or is_account_page(request) or not lacks_second_factor(request):
            return self.get_response(request)
        messages.warning(
            request, "Bitte richten Sie zuerst einen zweiten Faktor ein. Für Ihre Rolle ist er vorgeschrieben."
        )
        return redirect("mfa_index")


def is_account_page(request: HttpRequest) -> bool:
    """Return whether the page belongs to the account area, where the factor is set up and one signs out."""
    return request.path.startswith(reverse("people:account"))


def lacks_second_factor(request: HttpRequest) -> bool:
    """Return whether an editor is signed in who has no second factor yet."""
    user = request.user
    return isinstance(user, User) and user.is_editor and not has_second_factor(user)
