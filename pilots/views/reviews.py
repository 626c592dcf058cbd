"""Reviewing: the start with what is open, one pilot a page, all in one table, handing in and taking back.

What is typed is saved at once (``review.js`` posts ``draft=review`` to the page of the pilot); without the script the
buttons save. A POST whose session has ended is kept until the sign-in (``keeps_draft``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.drafts import discard_draft, initial_of, keeps_draft, open_draft
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from pilots.content import cost_in_words
from pilots.forms.reviews import ReviewForm
from pilots.models import Criterion, Entry, PilotList, Review, Reviewer
from pilots.selectors.lists import entry_with_pilot, facts_of, row_of, texts_of
from pilots.selectors.reviews import Progress, Task, progress_of, reviewed_entry, standing_of
from pilots.services.reviews import HANDED_IN, hand_in, save_review, take_back
from pilots.views.lists import list_context
from pilots.visibility import sight_as

AUTOSAVE = "review"
"""What the script posts as ``draft``: the review is saved as it stands, complete or not."""

OTHER_WINDOW = (
    "In einem anderen Fenster haben Sie diese Bewertung inzwischen geändert. Was hier steht, ist noch nicht"
    " gespeichert; wenn Sie jetzt speichern, gilt es."
)


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A reviewer, with the list and the account, and what the list is judged by."""

    reviewer: Reviewer
    criteria: Sequence[Criterion]

    @property
    def closed(self) -> str:
        """Why nothing can be saved now, as a German sentence; empty where it can."""
        is_open = self.reviewer.handed_in_at is None
        return self.reviewer.list.obstacle_to_reviewing or ("" if is_open else HANDED_IN)

    def progress(self) -> Progress:
        """Return how far the reviewer is; two queries."""
        return progress_of(self.reviewer, criteria=len(self.criteria))

    def context(self, progress: Progress) -> dict[str, Any]:
        """Return what all pages of reviewing show."""
        reviewer = self.reviewer
        sight = sight_as(reviewer, reviewer.user, reviewer.list)
        return list_context(reviewer.list, reviewer.user, sight, "review") | {
            "progress": progress,
            "closed": self.closed,
        }


@require_safe
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a reviewer the pilots of the list, or with ``?stand=offen`` those still open, and how to hand in."""
    own = _own_part(request, slug)
    progress = own.progress()
    only_open = request.GET.get("stand") == "offen"
    tasks, url = (progress.open if only_open else progress.tasks), request.path
    states = [
        {"label": "Alle", "url": url, "current": not only_open, "count": len(progress.tasks)},
        {"label": "Offen", "url": f"{url}?stand=offen", "current": only_open, "count": len(progress.open)},
    ]
    context = {"following": progress.next_after(0), "shown_tasks": tasks, "states": states}
    return render(request, "pilots/review_start.html", own.context(progress) | context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def review_entry(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show one pilot with the own review of it, and save that."""
    if request.POST.get("draft") == AUTOSAVE:
        return _autosave(request, slug, reference)
    own = _own_part(request, slug)
    progress = own.progress()
    task = next((one for one in progress.tasks if one.entry.pilot.reference == reference), None)
    if task is None:
        raise Http404
    if request.method != "POST":
        draft = open_draft(request)
        typed = initial_of(_form(own, task.review, draft.as_post())) if draft else {}
        return _show_entry(request, own, progress, task, _form(own, task.review, initial=typed), draft=draft)
    form = _form(own, task.review, request.POST)
    if why := _saved(task.entry, form, by=own.reviewer.user):
        return _show_entry(request, own, progress, task, form, why=why)
    discard_draft(own.reviewer.user, request.path)
    following = own.progress().next_after(task.number)
    if following is None:
        messages.success(request, "Gespeichert. Es ist nichts mehr offen: Sie können die Liste jetzt abgeben.")
        return redirect("pilots:review", slug)
    return redirect("pilots:review_entry", slug, following.entry.pilot.reference)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def review_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all pilots with the own reviews in one table, and save what changed in it."""
    own = _own_part(request, slug)
    progress = own.progress()
    prefetch_related_objects([task.review for task in progress.tasks if task.review], "scores")
    if request.method != "POST":
        draft = open_draft(request)
        typed = draft.as_post() if draft else None
        rows = [(task, _row_form(own, task, typed, is_restored=True), "") for task in progress.tasks]
        return _show_table(request, own, progress, rows, draft=draft)
    rows = [_saved_row(own, task, request.POST) for task in progress.tasks]
    if any(why for _, _, why in rows):
        return _show_table(request, own, progress, rows, status=409)
    discard_draft(own.reviewer.user, request.path)
    messages.success(request, f"Gespeichert. {own.progress().in_words}.")
    return redirect("pilots:review_table", slug)


@require_POST
def review_hand_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand in the whole list."""
    return _act(request, slug, hand_in, "Vielen Dank! Ihre Bewertung ist abgegeben.")


@require_POST
def review_take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Open what was handed in again."""
    done = "Sie können Ihre Bewertung wieder ändern. Bitte geben Sie sie danach erneut ab."
    return _act(request, slug, take_back, done)


def _act(request: HttpRequest, slug: str, act: Callable[..., Reviewer], done: str) -> HttpResponse:
    """Hand in or take back, and return to the start."""
    own = _own_part(request, slug)
    try:
        act(own.reviewer.list, by=own.reviewer.user)
    except TransitionError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("pilots:review", slug)


def _own_part(request: HttpRequest, slug: str) -> OwnPart:
    """Return the visitor's part in a list; two queries. Raises ``Http404`` for everybody who does not review it."""
    user = cast(User, request.user)
    own = Reviewer.objects.filter(user=user, list__in=PilotList.objects.visible_to(user))
    reviewer = get_object_or_404(own.select_related("list__meeting__body"), list__slug=slug)
    reviewer.user = user
    return OwnPart(reviewer, list(reviewer.list.criteria.all()))


def _form(own: OwnPart, review: Review | None, data: Any = None, **more: Any) -> ReviewForm:
    return ReviewForm(data, criteria=own.criteria, review=review, **more)


def _autosave(request: HttpRequest, slug: str, reference: str) -> JsonResponse:
    """Save, and return what the script tells and keeps: why it is not saved, or the new version and what is open."""
    user = cast(User, request.user)
    found = reviewed_entry(user, slug, reference)
    if found is None:
        raise Http404
    entry, criteria = found
    form = ReviewForm(request.POST, criteria=criteria, review=None)
    if why := _saved(entry, form, by=user):
        return JsonResponse({"message": why}, status=409)
    review = cast(Review, form.review)
    scored = sum(value is not None for value in form.given().scores.values())
    state, still_open = standing_of(review, scored=scored, criteria=len(form.criteria))
    return JsonResponse({"version": review.version, "open": still_open, "state": state})


def _saved(entry: Entry, form: ReviewForm, *, by: User) -> str:
    """Save what a form says, and return why it is not saved; empty where it is."""
    if not form.is_valid():
        return "Bitte prüfen Sie Ihre Angaben."
    version = form.cleaned_data["version"]
    try:
        form.review = save_review(entry, form.given(), version=version, by=by, criteria=form.criteria)
    except StaleVersionError as error:
        form.continue_on(error.current)  # type: ignore[arg-type]
        return OTHER_WINDOW
    except (TransitionError, ValidationError) as error:
        return " ".join(getattr(error, "messages", [str(error)]))
    return ""


def _show_entry(
    request: HttpRequest, own: OwnPart, progress: Progress, task: Task, form: ReviewForm, **more: Any
) -> HttpResponse:
    row = row_of(entry_with_pilot(task.entry.pk), task.number)
    numbered = {one.number: one for one in progress.tasks}
    context = own.context(progress) | {
        "row": row,
        "facts": facts_of(row.content),
        "texts": texts_of(row.content),
        "costs": [cost_in_words(cost) for cost in row.content["costs"]],
        "task": task,
        "form": form,
        "previous": numbered.get(task.number - 1),
        "following": numbered.get(task.number + 1),
        **more,
    }
    return render(request, "pilots/review_entry.html", context, status=409 if more.get("why") else 200)


def _row_form(own: OwnPart, task: Task, data: Any, *, is_restored: bool = False) -> ReviewForm:
    """Return the form of one row of the table; that of a restored draft is filled in and not judged yet."""
    prefix = f"e{task.entry.pk}"
    form = _form(own, task.review, data, prefix=prefix)
    if is_restored and data is not None:
        form = _form(own, task.review, prefix=prefix, initial=initial_of(form))
    return form


def _saved_row(own: OwnPart, task: Task, post: QueryDict) -> tuple[Task, ReviewForm, str]:
    """Save one row of the table where it says something new, and return it with why it is not saved, if so."""
    if f"e{task.entry.pk}-version" not in post:
        return task, _row_form(own, task, None), ""
    form = _row_form(own, task, post)
    return task, form, _saved(task.entry, form, by=own.reviewer.user) if form.says_something_new else ""


def _show_table(
    request: HttpRequest,
    own: OwnPart,
    progress: Progress,
    rows: Sequence[tuple[Task, ReviewForm, str]],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = own.context(progress) | {"rows": rows, "criteria": own.criteria, **more}
    return render(request, "pilots/review_table.html", context, status=status)
