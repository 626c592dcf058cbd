"""The entrance to a call with access codes."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from common.limits import is_over_limit
from ideas.enums import Access
from ideas.models import AccessCode, Call, Idea
from ideas.services.codes import change_code, find_code
from ideas.views.files import user_of

HOUR = 60 * 60
CODES = 30
"""How many codes one address may try in an hour."""

TOO_MANY = (
    "Von Ihrem Anschluss kamen gerade sehr viele Anfragen. Bitte versuchen Sie es in einer Stunde noch einmal; was Sie"
    " geschrieben haben, steht noch auf dieser Seite."
)


def take_code(request: HttpRequest, call: Call) -> HttpResponse:
    """Open the form of a call to whoever has a code that holds."""
    typed = request.POST["code"]
    if is_over_limit(request, "idea-code", amount=CODES, seconds=HOUR):
        return ask_code(request, call, typed=typed, error=TOO_MANY, status=429)
    try:
        code = find_code(call, typed)
    except ValidationError as error:
        return ask_code(request, call, typed=typed, error=" ".join(error.messages))
    request.session[_session_key(call)] = code.code
    return redirect("ideas:submit", call.slug)


def take_new_code(request: HttpRequest, idea: Idea) -> tuple[str, int]:
    """Give a draft the code that was typed, and return why not (a sentence and a status); an empty one if it did."""
    if is_over_limit(request, "idea-code", amount=CODES, seconds=HOUR):
        return TOO_MANY, 429
    try:
        change_code(idea, find_code(idea.call, request.POST.get("code", "")), by=user_of(request))
    except ValidationError as error:
        return " ".join(error.messages), 422
    return "", 200


def ask_code(request: HttpRequest, call: Call, *, typed: str = "", error: str = "", status: int = 422) -> HttpResponse:
    """Answer with the page that asks for the access code of a call."""
    context = {"call": call, "typed": typed, "error": error}
    return render(request, "ideas/submit_code.html", context, status=status if error else 200)


def entered_code(request: HttpRequest, call: Call) -> AccessCode | None:
    """Return the code that the visitor has entered for this call, as long as it holds."""
    if call.access != Access.CODE:
        return None
    try:
        return find_code(call, request.session.get(_session_key(call), ""))
    except ValidationError:
        return None


def _session_key(call: Call) -> str:
    return f"idea_code_{call.pk}"
