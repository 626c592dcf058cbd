"""The calendar of milestones, and the page that says how to subscribe to it."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.http import ConditionalGetMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.lists import filter_in_words
from milestones.filters import MilestoneFilter
from milestones.ics import calendar_of, entries_of
from milestones.models import CalendarKey
from milestones.services.calendar import end_calendar_key, renew_calendar_key
from people.models import User
from people.rules import Person

KEY = "schluessel"
"""Name of the parameter with the secret. Logs mask it (``common/logs.py``)."""


@login_not_required
@require_safe
@decorator_from_middleware(ConditionalGetMiddleware)
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """Answer with the milestones as a calendar, filtered as the list is; unchanged ones are not sent again.

    Calendars do not sign in: with the secret of an account (``?schluessel=…``) they read what that account may read,
    else what everybody may read.
    """
    reader = _reader(request)
    chosen = MilestoneFilter(request.GET, reader)
    entries = entries_of(chosen.qs)
    words = filter_in_words(chosen.form)
    name = f"Meilensteine SMARTCity Gera{f' ({words})' if words else ''}"
    response = HttpResponse(calendar_of(entries, name=name), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="meilensteine.ics"'
    response["Cache-Control"] = "private, no-cache"
    return response


@login_not_required
@never_cache
@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """Say how to subscribe, with the addresses for what everybody may read and for what the own account may read."""
    chosen = MilestoneFilter(request.GET, request.user)
    chosen.form.is_valid()
    given = {name: request.GET[name] for name in chosen.form.fields if request.GET.get(name)}
    key = CalendarKey.objects.filter(user=request.user).first() if isinstance(request.user, User) else None
    context = {
        "filter": chosen,
        "chosen": filter_in_words(chosen.form),
        "public_url": _address(given),
        "secret_url": _address({KEY: key.token, **given}) if key else "",
        "key": key,
    }
    return render(request, "milestones/calendar.html", context)


@require_POST
def calendar_key(request: HttpRequest) -> HttpResponse:
    """Make the own secret address, or a new one in its place, or end it (``beenden``)."""
    if not isinstance(request.user, User):
        raise Http404
    if "beenden" in request.POST:
        end_calendar_key(request.user)
        messages.success(request, "Ihre Kalenderadresse gilt nicht mehr.")
    else:
        renew_calendar_key(request.user)
        messages.success(request, "Ihre Kalenderadresse ist angelegt. Eine frühere gilt nicht mehr.")
    return redirect("milestones:calendar")


def _reader(request: HttpRequest) -> Person:
    """Return the account whose secret the address holds, a guest without one. Raises ``Http404`` for an unknown one."""
    token = request.GET.get(KEY)
    if token is None:
        return AnonymousUser()
    key = CalendarKey.objects.select_related("user").filter(token=token, user__is_active=True).first()
    if key is None:
        raise Http404
    return key.user


def _address(given: dict[str, str]) -> str:
    query = f"?{urlencode(given)}" if given else ""
    return f"{settings.SITE_URL}{reverse('milestones:feed')}{query}"
