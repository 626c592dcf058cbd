"""Pages of the account area that allauth does not bring: the overview and the invitation."""

from allauth.account import views as allauth_views
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from people.forms import InvitationForm
from people.selectors import memberships_of, second_factors
from people.services.accounts import InvitationError, invited_user
from people.services.accounts import accept_invitation as accept


@login_not_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Show the own account; a guest signs in here."""
    if not request.user.is_authenticated:
        return allauth_views.login(request)
    context = {"memberships": memberships_of(request.user), "factors": second_factors(request.user)}
    return render(request, "people/account.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters("new_password1", "new_password2")
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose a password, and sign that person in."""
    try:
        user = invited_user(token)
        form = InvitationForm(user, request.POST or None)
        if not form.is_valid():
            return render(request, "people/invitation.html", {"form": form, "invited": user})
        user = accept(token, password=form.cleaned_data["new_password1"])
    except InvitationError as error:
        return render(request, "people/invitation_invalid.html", {"reason": str(error)}, status=410)
    logout(request)
    messages.success(request, "Ihr Passwort ist gespeichert. Willkommen!")
    return perform_login(request, user)
