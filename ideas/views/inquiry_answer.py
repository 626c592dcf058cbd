"""The page that answers a Rückfrage: for whoever has its link, and for the account or organisation of the idea."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.drafts import typed_in
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.enums import IdeaStatus
from ideas.fields import FILES
from ideas.forms.inquiries import AnswerInquiryForm, answer_form
from ideas.keys import DraftStamp, FormKey
from ideas.models import Attachment, Idea, IdeaDraft, Inquiry
from ideas.services.drafts import StaleDraftError, forget_typed, save_typed
from ideas.services.inquiries import answer_inquiry
from ideas.services.submission import actor_of
from ideas.views.files import remove_sent_file, store_sent_files, user_of
from people.models import User

ANSWERED = "Vielen Dank. Ihre Antwort ist angekommen, und die Idee ist wieder in Prüfung."
NOTHING_OPEN = "Zu dieser Idee ist keine Rückfrage offen."
_STALE = "Ihr Text steht noch auf dieser Seite und ist nicht gesichert; „Antwort senden“ sendet ihn."
_NOT_TYPED = frozenset({"key", "stamp", "remove", "save", "check"})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_inquiry_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the submitter the fields that a Rückfrage opens, and take the answer; the link is the permission."""
    return _answer_page(request, get_object_or_404(Idea.objects.select_related("call"), token=token), by_link=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_inquiry_here(request: HttpRequest, reference: str) -> HttpResponse:
    """Do the same for the account that handed the idea in and for its organisation; the secret link is not told."""
    assert isinstance(request.user, User)  # noqa: S101 (signing in is required)
    own = Idea.objects.of(request.user).select_related("call")
    return _answer_page(request, get_object_or_404(own, reference=reference), by_link=False)


def _answer_page(request: HttpRequest, idea: Idea, *, by_link: bool) -> HttpResponse:
    asked = _asked(request, idea)
    back = idea.get_status_url() if by_link else idea.get_absolute_url()
    if asked is None:
        messages.info(request, NOTHING_OPEN)
        return redirect(back)
    page = _Page(request, idea, asked, by_link, back)
    if request.method != "POST":
        draft = IdeaDraft.objects.filter(idea=idea, typed__inquiry=[str(asked.pk)]).first()
        return page.show(page.form(draft=draft), draft=draft)
    match request.POST.get("draft"):
        case "auto":
            return page.keep()
        case "discard":
            forget_typed(idea)
            return redirect(request.path)
    return page.take()


@dataclass
class _Page:
    """The page of one Rückfrage; ``back`` is where it leads back to."""

    request: HttpRequest
    idea: Idea
    asked: Inquiry
    by_link: bool
    back: str

    def form(self, data: Any = None, *, draft: IdeaDraft | None = None) -> AnswerInquiryForm:
        """Return the form; only whoever came by the link gets the key by which the script uploads files."""
        key = FormKey.of(self.idea).signed() if self.by_link else ""
        return answer_form(self.idea, self.asked, data, draft=draft, cancel_url=self.back, key=key)

    def show(self, form: AnswerInquiryForm, *, status: int = 200, **context: object) -> HttpResponse:
        """Answer with the page; of the files only those that were added for this Rückfrage can be removed."""
        context |= {
            "idea": self.idea,
            "inquiry": self.asked,
            "form": form,
            "attachments": self._added() if FILES in self.asked.fields else [],
            "file_key": self.idea.token if self.by_link else "",
            "back": self.back,
            "upload_url": reverse("ideas:upload", args=[self.idea.call.slug]) if self.by_link else "",
        }
        return render(self.request, "ideas/answer_inquiry.html", context, status=status)

    def _added(self) -> QuerySet[Attachment]:
        return Attachment.objects.filter(idea=self.idea, uploaded_at__gte=self.asked.asked_at).select_related(
            "question"
        )

    def keep(self) -> HttpResponse:
        """Keep what was typed while someone writes."""
        if not self.asked.is_open:
            return JsonResponse({"message": "Die Rückfrage ist inzwischen beantwortet oder geschlossen."}, status=409)
        try:
            self._save()
        except ValidationError as error:
            return JsonResponse({"message": " ".join(error.messages)}, status=422)
        except StaleDraftError as error:
            return JsonResponse({"message": f"{error} {_STALE}"}, status=409)
        return HttpResponse(status=204)

    def take(self) -> HttpResponse:
        """Store the files that came along; then do what the button said, or take the answer."""
        refused: dict[str, str] = {}
        if self.asked.is_open and FILES in self.asked.fields:
            try:
                refused = store_sent_files(self.request, self.idea, by=user_of(self.request))
                if "remove" in self.request.POST:
                    remove_sent_file(self.request, self.idea, by=user_of(self.request))
                if "remove" in self.request.POST or "draft" in self.request.POST:
                    return self._return_to_files(refused)
            except (TransitionError, ValidationError) as error:
                messages.error(self.request, str(error) if isinstance(error, TransitionError) else error.messages[0])
            except StaleDraftError as error:
                messages.error(self.request, f"{error} {_STALE}")
                return self.show(self.form(self.request.POST), status=409)
        form = self.form(self.request.POST)
        if self.asked.fields == [FILES] and not refused and not self._added().exists():
            form.add_error(FILES, "Bitte wählen Sie mindestens eine Datei.")
        for name, sentence in refused.items():
            form.add_error(name, sentence)
        return self._answer(form) if form.is_valid() else self.show(form, status=422)

    def _return_to_files(self, refused: dict[str, str]) -> HttpResponse:
        """Keep what was typed, and show the page where the files are; what was refused is told at its top."""
        self._save()
        for sentence in refused.values():
            messages.error(self.request, sentence)
        return redirect(self.request.path if refused else f"{self.request.path}#dateien")

    def _save(self) -> None:
        typed = typed_in(self.request.POST)
        kept = {name: values for name, values in typed.items() if name not in _NOT_TYPED}
        save_typed(self.idea, kept, stamp=DraftStamp.read(self.request.POST.get("stamp", "")))

    def _answer(self, form: AnswerInquiryForm) -> HttpResponse:
        """Take a valid answer; whoever sends it twice is thanked twice."""
        idea, asked = self.idea, self.asked
        by = actor_of(idea, user_of(self.request))
        version = form.cleaned_data["version"]
        try:
            answer_inquiry(asked, version=version, content=form.content(), answers=form.answers(), by=by)
        except StaleVersionError as error:
            return self.show(form, conflicts=form.show_conflicts(error.current), status=409)
        except TransitionError as error:
            if asked.answered_at is None or not form.is_what(idea):
                form.add_error(None, str(error))
                return self.show(form, status=409, is_over=True)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.show(form, status=422)
        messages.success(self.request, ANSWERED)
        return redirect(self.back)


def _asked(request: HttpRequest, idea: Idea) -> Inquiry | None:
    """Return the open Rückfrage; for a POST the one that it answers, so that nothing typed is lost when it is over."""
    inquiries = idea.inquiries.all()
    if request.method == "POST" and "discard" not in request.POST.getlist("draft"):
        number = request.POST.get("inquiry", "")
        return inquiries.filter(pk=number).first() if number.isdecimal() else None
    is_open = idea.status == IdeaStatus.INQUIRY
    return inquiries.filter(answered_at=None, closed_at=None).first() if is_open else None
