"""Rückfragen: the editors' form that asks, and the submitter's page that answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.drafts import discard_draft, keeps_draft
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.enums import IdeaStatus
from ideas.forms.inquiries import AnswerInquiryForm, AskInquiryForm, answer_form
from ideas.models import Idea, Inquiry
from ideas.services.inquiries import NO_OWNER, answer_inquiry, ask_inquiry, belongs_to_several
from ideas.steps import mails_in_words
from ideas.views.editing import idea_to_edit, restored, show_form

ANSWERED = "Vielen Dank. Ihre Antwort ist angekommen, und die Idee ist wieder in Prüfung."
NOTHING_OPEN = "Zu dieser Idee ist keine Rückfrage offen."
NOT_IN_REVIEW = "Nachfragen lässt sich nur, solange die Idee in Prüfung ist."


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the submitter something and open fields to him or her."""
    idea, editor = idea_to_edit(request, reference)

    def show(form: AskInquiryForm, status: int = 200, **context: object) -> HttpResponse:
        context |= {"notes": [mails_in_words(idea)]}
        return show_form(request, idea, "Rückfrage stellen", form, status=status, **context)

    if request.method != "POST":
        if idea.status != IdeaStatus.IN_REVIEW or belongs_to_several(idea):
            messages.info(request, NO_OWNER if idea.status == IdeaStatus.IN_REVIEW else NOT_IN_REVIEW)
            return redirect(idea)
        form, draft = restored(request, lambda data=None, **rest: AskInquiryForm(data, idea=idea, **rest))
        return show(form, draft=draft)
    form = AskInquiryForm(request.POST, idea=idea)
    if not form.is_valid():
        return show(form, 422)
    asked = form.cleaned_data
    if _was_asked(idea, asked["text"]):
        return _said(request, idea, "Die Rückfrage ist gesendet.")
    try:
        ask_inquiry(idea, text=asked["text"], fields=asked["fields_to_open"], due_on=asked["due_on"], by=editor)
    except TransitionError as error:
        form.add_error(None, str(error))
        return show(form, 409)
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            form.add_error({"fields": "fields_to_open"}.get(name, name), sentences)
        return show(form, 422)
    discard_draft(editor, request.path)
    return _said(request, idea, "Die Rückfrage ist gesendet.")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_inquiry_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the submitter the fields that a Rückfrage opens, and take the answer; the link is the permission."""
    idea = get_object_or_404(Idea.objects.select_related("call"), token=token)
    asked = _asked(request, idea)
    if asked is None:
        messages.info(request, NOTHING_OPEN)
        return redirect(idea.get_status_url())
    if request.method != "POST":
        return _show_answer(request, idea, asked, answer_form(idea, asked))
    form = answer_form(idea, asked, request.POST)
    if not form.is_valid():
        return _show_answer(request, idea, asked, form, status=422)
    by = request.user if request.user.has_perm("ideas.move_idea", idea) else None
    try:
        answer_inquiry(
            asked,
            version=form.cleaned_data["version"],
            content=form.content(),
            answers=form.answers(),
            by=by,  # type: ignore[arg-type]
        )
    except StaleVersionError as error:
        conflicts = form.show_conflicts(error.current)
        return _show_answer(request, idea, asked, form, conflicts=conflicts, status=409)
    except TransitionError as error:
        if asked.answered_at is None or not form.is_what(idea):
            form.add_error(None, str(error))
            return _show_answer(request, idea, asked, form, status=409, is_over=True)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _show_answer(request, idea, asked, form, status=422)
    messages.success(request, ANSWERED)
    return redirect(idea.get_status_url())


def _asked(request: HttpRequest, idea: Idea) -> Inquiry | None:
    """Return the open Rückfrage; for a POST the one that it answers, so that nothing typed is lost when it is over."""
    inquiries = idea.inquiries.all()
    if request.method == "POST":
        number = request.POST.get("inquiry", "")
        return inquiries.filter(pk=number).first() if number.isdecimal() else None
    is_open = idea.status == IdeaStatus.INQUIRY
    return inquiries.filter(answered_at=None, closed_at=None).first() if is_open else None


def _was_asked(idea: Idea, text: str) -> bool:
    """Return whether a double click asks the same once more."""
    return idea.inquiries.filter(text=text, answered_at=None, closed_at=None).exists()


def _said(request: HttpRequest, idea: Idea, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(idea)


def _show_answer(
    request: HttpRequest, idea: Idea, asked: Inquiry, form: AnswerInquiryForm, *, status: int = 200, **context: object
) -> HttpResponse:
    context |= {"idea": idea, "inquiry": asked, "form": form}
    return render(request, "ideas/answer_inquiry.html", context, status=status)
