"""Middleware that every room needs."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from common.drafts import keep_until_sign_in


class BodyLimitMiddleware:
    """Refuses a request by the length that it announces (``MAX_BODY_MB``), before anything of it is read.

    Whatever looks at what was posted, the check for forged requests too, does so after all middleware was passed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413 with a page that says what to do, or pass the request on."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) <= settings.MAX_BODY_MB * 1024 * 1024:
            return self.get_response(request)
        return render(request, "413.html", {"limit": settings.MAX_BODY_MB}, status=413)


class NulMiddleware:
    """Answers 404 where an address holds the NUL character: PostgreSQL stores none, so nothing has such an address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> None:
        """Refuse the request before its view looks anything up; the page needs what the other middleware adds."""
        values = [request.path, *(text for name, texts in request.GET.lists() for text in (name, *texts))]
        if any("\0" in value for value in values):
            raise Http404


class KeepTypedTextMiddleware:
    """Keeps what was typed into a form whose session has ended; ``LoginRequiredMiddleware`` then asks to sign in.

    Only for views with :func:`common.drafts.keeps_draft`, and only for browsers that were here before: they show the
    cookie of a session, or, after it was ended or ran out, that of the protection against forged requests.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> None:
        """Keep the text before the view is refused."""
        if request.method != "POST" or request.user.is_authenticated or not getattr(view, "keeps_draft", False):
            return
        was_here = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} & set(request.COOKIES)
        if was_here and keep_until_sign_in(request):
            messages.info(
                request,
                "Ihre Anmeldung ist abgelaufen. Ihr Text ist gesichert; nach der Anmeldung steht er im Formular.",
            )
