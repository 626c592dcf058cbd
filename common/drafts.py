"""Nothing typed is lost: long forms keep a draft on the server (DESIGN 4.6).

A view opts in with :func:`keeps_draft`. Its page then saves what was typed while someone writes (``draft.js``), shows
it again with :func:`open_draft`, and forgets it with :func:`discard_draft` when the form was saved. When the session
has ended, :class:`common.middleware.KeepTypedTextMiddleware` keeps the text until the person has signed in.
A draft belongs to one person and one page; its key is the page's address.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from common.models import FormDraft

if TYPE_CHECKING:
    from people.models import User

Typed = Mapping[str, list[str]]

SESSION_KEY = "typed_before_sign_in"
MAX_TYPED = 200_000
"""How many characters of a visitor who is not signed in are kept; a protocol of 100 points has about 30,000."""

SHORT = 3
"""Values up to this length are numbers of rows, keys and ticks rather than text."""

_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "draft"})


def keeps_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a form's view answer ``draft=save`` and ``draft=discard`` in a POST, beside its own work.

    Where the form's object is gone when it is posted, the answer (404) shows what was typed.
    """

    @wraps(view)
    def with_draft(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match request.POST.get("draft"):
            case "save":
                save_draft(_owner(request), request.path, typed_in(request.POST))
                return HttpResponse(status=204)
            case "discard":
                discard_draft(_owner(request), request.path)
                return redirect(request.path)
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.method != "POST":
                raise
            return render(request, "typed_text.html", {"texts": texts_in(request.POST)}, status=404)

    with_draft.keeps_draft = True  # type: ignore[attr-defined]
    return with_draft


def typed_in(post: QueryDict) -> Typed:
    """Return the fields of a POST with all their values, without those that a person does not type.

    The NUL character goes, because PostgreSQL stores none.
    """
    return {
        name: [value.replace("\0", "") for value in values] for name, values in post.lists() if name not in _NOT_TYPED
    }


def texts_in(post: QueryDict) -> list[str]:
    """Return what a person wrote in a POST as texts, without the values that only machines read."""
    return [value for values in typed_in(post).values() for value in values if len(value) > SHORT and value.strip()]


def save_draft(owner: "User", key: str, typed: Typed) -> FormDraft:
    """Keep what ``owner`` typed on the page ``key``, in place of an earlier draft."""
    draft, _ = FormDraft.objects.update_or_create(owner=owner, key=key, defaults={"data": dict(typed)})
    return draft


def discard_draft(owner: "User", key: str) -> None:
    """Forget what ``owner`` typed on the page ``key``."""
    FormDraft.objects.filter(owner=owner, key=key).delete()


def open_draft(request: HttpRequest) -> FormDraft | None:
    """Return the person's draft of this page; text that waited for the sign-in becomes that draft."""
    waiting = request.session.get(SESSION_KEY)
    if waiting and waiting["key"] == request.path:
        del request.session[SESSION_KEY]
        return save_draft(_owner(request), request.path, waiting["typed"])
    return FormDraft.objects.filter(owner=_owner(request), key=request.path).first()


def keep_until_sign_in(request: HttpRequest) -> bool:
    """Keep the POST of a visitor whose session has ended, and return whether it was kept; too long texts are not."""
    typed = typed_in(request.POST)
    if sum(len(value) for values in typed.values() for value in values) > MAX_TYPED:
        return False
    request.session[SESSION_KEY] = {"key": request.path, "typed": typed}
    return True


def initial_of(form: BaseForm) -> dict[str, Any]:
    """Return what a bound form was given, as the initial values of a fresh one: filled in, and without errors."""
    return {field.name: field.data for field in form}


def restored(request: HttpRequest, make: Callable[..., Any], **initial: Any) -> tuple[Any, Any]:
    """Return the form for a GET, filled with the person's draft where there is one, and that draft.

    ``make`` makes the form: with data, or with ``initial`` values, which a draft replaces.
    """
    draft = open_draft(request)
    return make(initial=initial_of(make(draft.as_post())) if draft else initial), draft


def opened(request: HttpRequest, make: Callable[..., Any]) -> tuple[Any, Any]:
    """Return the form of a page that asks before a step: with what was posted, else as :func:`restored`; and the draft.

    Such a form saves no draft while someone writes, but keeps its text over a sign-in.
    """
    return (make(request.POST), None) if request.method == "POST" else restored(request, make)


def clear_stale_drafts(*, before: datetime) -> int:
    """Delete the drafts that nobody has touched since ``before`` (aware) and return their number."""
    return FormDraft.objects.filter(updated_at__lt=before).delete()[0]


def _owner(request: HttpRequest) -> "User":
    """Return who is signed in; the views of forms ask for that."""
    return cast("User", request.user)
