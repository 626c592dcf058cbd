"""Steps that ended at the sign-in because the session had run out: where they began, and that they were not done."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

SESSION_KEY = "step_not_done"
NOT_DONE = "Ihre Anmeldung war abgelaufen; der Schritt ist nicht ausgeführt. Bitte wiederholen Sie ihn."


def page_of_step(request: HttpRequest) -> str:
    """Return the address on this site, with its parameters, of the page whose form was sent; else the start page."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    _, _, path, query, _ = urlsplit(page)
    return f"{path}?{query}" if query else path


def note_step_not_done(request: HttpRequest) -> None:
    """Remember for the time after the sign-in that a step was not done."""
    request.session[SESSION_KEY] = True


def tell_step_not_done(request: HttpRequest) -> None:
    """Say once, after the sign-in, that the step before it was not done."""
    if request.session.pop(SESSION_KEY, False):
        messages.warning(request, NOT_DONE)
