"""Whose data are these? Deleting contact data, taking the consent to publication back, and reading one's own data.

Submitters come with the secret link of their status page, accounts also by signing in, editors with the idea's number.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.access import require_perm
from ideas.models import Idea
from ideas.own_data import Data, as_entries, as_json, data_of_account, data_of_idea
from ideas.services.privacy import delete_contact_data, names_in_text
from ideas.services.publication import change_agreement
from people.models import User

DELETED = "Die Kontaktdaten sind gelöscht. Die Idee bleibt erhalten."


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete_own_contact(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the submitter before the contact data are deleted, and delete them."""
    idea = _handed_in(token)
    return _delete(request, idea, by=_account(request, idea), back=idea.get_status_url())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask an editor before the contact data are deleted, and delete them."""
    editor = require_perm(request.user, "ideas.triage_idea")
    idea = get_object_or_404(Idea.objects.visible_to(editor), reference=reference)
    return _delete(request, idea, by=editor, back=idea.get_absolute_url())


@login_not_required
@require_POST
def agreement(request: HttpRequest, token: str) -> HttpResponse:
    """Record whether the submitter allows to publish the idea (``agrees=yes``), and return to the status page."""
    idea = _handed_in(token)
    agrees = request.POST.get("agrees") == "yes"
    change_agreement(idea, agrees=agrees, by=_account(request, idea))
    done = "Danke! Die Idee darf veröffentlicht werden." if agrees else "Die Idee wird nicht (mehr) veröffentlicht."
    messages.success(request, done)
    return redirect(idea.get_status_url())


@login_not_required
@never_cache
@require_safe
def own_data(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is stored about the submitter of one idea; ``?format=json`` is a file for machines."""
    idea = get_object_or_404(Idea, token=token)
    return _show(request, data_of_idea(idea), name=str(idea.reference or "entwurf"), back=idea.get_status_url())


@never_cache
@require_safe
def account_data(request: HttpRequest) -> HttpResponse:
    """Show what is stored about the account and its ideas; ``?format=json`` is a file for machines."""
    assert isinstance(request.user, User)  # noqa: S101 (signing in is required)
    return _show(request, data_of_account(request.user), name="konto", back=reverse("people:account"))


def _handed_in(token: str) -> Idea:
    return get_object_or_404(Idea.objects.handed_in().select_related("submitter", "call"), token=token)


def _account(request: HttpRequest, idea: Idea) -> User | None:
    """Return who is signed in if the idea is his or hers; else whoever has the link acts without a name."""
    user = request.user
    return user if isinstance(user, User) and user.has_perm("ideas.own_idea", idea) else None


def _delete(request: HttpRequest, idea: Idea, *, by: User | None, back: str) -> HttpResponse:
    if request.method == "POST":
        delete_contact_data(idea, by=by)
        messages.success(request, DELETED)
        return redirect(back)
    context = {"idea": idea, "named_in": names_in_text(idea), "back": back}
    return render(request, "ideas/delete_contact.html", context)


def _show(request: HttpRequest, data: Data, *, name: str, back: str) -> HttpResponse:
    if request.GET.get("format") == "json":
        response = HttpResponse(as_json(data), content_type="application/json; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="meine-daten-{name.lower()}.json"'
        return response
    return render(request, "ideas/own_data.html", {"entries": as_entries(data), "back": back})
