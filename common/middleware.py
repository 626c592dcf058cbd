"""Middleware that every room needs."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from common.drafts import keep_until_sign_in
from common.sign_in import note_step_not_done, page_of_step

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
"""What forms send; scripts send JSON, and tell themselves that the session has ended."""


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
    """Keeps what was typed into a form whose session has ended; ``SignInMiddleware`` then asks to sign in.

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


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks visitors to sign in, and leads them back to where they can repeat the step that they were about to do.

    What was sent is gone after the sign-in, and its address may show no page. The forms of drafts do show one, and
    :class:`KeepTypedTextMiddleware` says what became of their text.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]) -> Any:
        """Lead to the sign-in; htmx leads the whole page there, and puts it into no part of the one that is shown."""
        answer = self._sign_in(request, view_func)
        return HttpResponseClientRedirect(answer.url) if "HX-Request" in request.headers else answer

    def _sign_in(self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]) -> HttpResponseRedirect:
        """Redirect to the sign-in; after a step of a form with the page that held the form as the next one."""
        is_form = request.content_type in FORM_TYPES
        if request.method != "POST" or not is_form or getattr(view_func, "keeps_draft", False):
            return super().handle_no_permission(request, view_func)
        if settings.CSRF_COOKIE_NAME in request.COOKIES:
            note_step_not_done(request)
        login_url = resolve_url(self.get_login_url(view_func))
        return redirect_to_login(page_of_step(request), login_url, self.get_redirect_field_name(view_func))
