"""The editors' form of a Rückfrage."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from common.drafts import discard_draft, keeps_draft, restored
from common.transitions import TransitionError
from ideas.enums import IdeaStatus
from ideas.forms.inquiries import AskInquiryForm
from ideas.models import Idea
from ideas.services.inquiries import NO_OWNER, ask_inquiry, belongs_to_several
from ideas.steps import mails_in_words
from ideas.views.editing import idea_to_edit, show_form

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


def _was_asked(idea: Idea, text: str) -> bool:
    """Return whether a double click asks the same once more."""
    return idea.inquiries.filter(text=text, answered_at=None, closed_at=None).exists()


def _said(request: HttpRequest, idea: Idea, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(idea)
