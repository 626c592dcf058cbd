"""What the forms send: drafts that are saved by a script or a button, files, and ideas."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from common.drafts import typed_in
from common.limits import is_over_limit
from common.transitions import TransitionError
from ideas.enums import Access, Channel, QuestionKind
from ideas.forms.intake import TOO_FAST, TRAP, IntakeForm, is_email
from ideas.keys import DraftStamp, FormKey
from ideas.models import Call, Idea, IdeaDraft
from ideas.models.ideas import SEARCHED_FIELDS
from ideas.offers import needs_sign_in, refusal_of
from ideas.questions import question_name
from ideas.services.drafts import StaleDraftError, begin_idea, new_idea, save_typed, send_draft_link
from ideas.services.submission import submit_idea
from ideas.views.entrance import HOUR, TOO_MANY, ask_code, entered_code
from ideas.views.files import remove_sent_file, store_sent_files, user_of
from ideas.views.form_pages import form_of, setting_of, show_form

MIN_SECONDS = 3
"""Nobody reads a form and fills it in within this time."""

NEW_IDEAS = 100
LINKS = 10
CO_AUTHORS = 30
"""How many new ideas, mailed links and mails to co-authors one address may make in an hour; an office shares one."""

_KEY_LOST = "Diese Seite lag zu lange offen. Bitte prüfen Sie Ihre Angaben und senden Sie das Formular noch einmal."
_TRAPPED = "Ein Feld, das leer bleiben muss, war ausgefüllt. Bitte senden Sie das Formular noch einmal."
_SIGN_IN = "Ihre Anmeldung ist abgelaufen. Ihr Text ist gesichert; bitte melden Sie sich wieder an."
_FILES_AGAIN = "Gewählte Dateien sind noch nicht dabei; bitte wählen Sie sie nach der Anmeldung noch einmal."
_DELETED = (
    "Diesen Entwurf haben Sie inzwischen gelöscht. Was Sie hier geschrieben haben, steht noch auf dieser Seite; wenn"
    " Sie es senden, beginnt damit ein neuer."
)
_HANDED_IN = "Diese Idee ist schon eingereicht. Was Sie hier jetzt schreiben, wird nicht gesichert."
_STALE = "Ihr Text steht noch auf dieser Seite und ist nicht gesichert; „Entwurf sichern“ zeigt beide Fassungen."
_SIGN_IN_FIRST = "Bitte melden Sie sich in einem anderen Fenster wieder an und senden Sie dann noch einmal."
_FILES_ONCE_MORE = "Gewählte Dateien sind noch nicht dabei; bitte wählen Sie sie noch einmal."
_NOT_TYPED = frozenset({"key", "stamp", TRAP, "check", "send", "remove"})


def hand_in(request: HttpRequest, idea: Idea, form: IntakeForm) -> HttpResponse:
    """Hand in what a valid form holds, and lead to the submitter's page. Raises like ``submit_idea``."""
    if any(is_over_limit(request, "co-author", amount=CO_AUTHORS, seconds=HOUR) for _ in form.co_authors()):
        raise ValidationError(TOO_MANY, code="limit")
    submitted = submit_idea(idea, form.submission(), by=user_of(request))
    messages.success(request, f"Ihre Idee ist eingereicht. Ihre Nummer: {submitted.reference}.")
    return redirect(submitted.get_status_url())


@dataclass
class Sent:
    """A form that arrived: with its key, and with the idea that it has made before, if any."""

    request: HttpRequest
    call: Call
    key: FormKey
    idea: Idea | None

    def begin(self) -> Idea:
        """Return the idea, made now if there was none. Raises ``ValidationError`` where guests make too many."""
        if self.idea is None:
            self.check_limit()
            self.idea = begin_idea(self.key, self.call)
        return self.idea

    def check_limit(self) -> None:
        """Count a new idea. Raises ``ValidationError`` where guests make too many."""
        if user_of(self.request) is None and is_over_limit(self.request, "idea", amount=NEW_IDEAS, seconds=HOUR):
            raise ValidationError(TOO_MANY, code="limit")

    def keep(self) -> Idea:
        """Keep what was typed, and return the idea.

        Raises ``ValidationError`` like :meth:`begin`, and for too much, and ``StaleDraftError``.
        """
        idea, post = self.begin(), self.request.POST
        typed = {name: values for name, values in typed_in(post).items() if name not in _NOT_TYPED}
        save_typed(idea, typed, stamp=DraftStamp.read(post.get("stamp", "")))
        return idea

    def show_error(self, error: ValidationError | TransitionError) -> HttpResponse:
        """Answer with the form as it was filled in, and with the sentences of an error."""
        return self.show_again(_sentence(error), status=_status(error))

    def bound_form(self) -> IntakeForm:
        """Return the form with what was typed."""
        return form_of(setting_of(self.call, self.idea), data=self.request.POST)

    def show_again(self, *sentences: str, status: int = 422, **errors: str) -> HttpResponse:
        """Answer with the form as it was filled in, and say what is wrong: in general, and at fields."""
        form = self.bound_form()
        for sentence in sentences:
            form.add_error(None, sentence)
        for name, sentence in errors.items():
            form.errors.pop(name, None)  # one sentence is enough
            form.add_error(name, sentence)
        return show_form(self.request, form, key=self.key, idea=self.idea, status=status)

    def show_both(self, stored: IdeaDraft, sentence: str) -> HttpResponse:
        """Answer with what was typed beside what another window has kept; who saves then has seen both."""
        data = self.request.POST.copy()
        data["stamp"] = str(DraftStamp.new(stored))
        form = form_of(setting_of(self.call, self.idea), data=data)
        conflicts = form.show_conflicts(stored)
        form.add_error(None, f"{sentence} {_FILES_ONCE_MORE}" if self.request.FILES else sentence)
        return show_form(self.request, form, key=self.key, idea=self.idea, status=409, conflicts=conflicts)


def take_form(request: HttpRequest, call: Call) -> HttpResponse:
    """Take what a form sends: a draft, files, or the idea."""
    key = FormKey.read(request.POST.get("key", ""))
    is_automatic = request.POST.get("draft") == "auto"
    if key is None or key.call != call.pk:
        return _say(_KEY_LOST, 409) if is_automatic else _show_with_new_key(request, call, _KEY_LOST)
    idea = Idea.objects.filter(token=key.token).first()
    if idea is not None and not idea.is_draft and idea.reference is None:
        return _say(_DELETED, 409) if is_automatic else _show_with_new_key(request, call, _DELETED)
    if idea is not None and not idea.is_draft:
        return _say(_HANDED_IN, 409) if is_automatic else _lead_to_idea(request, idea)
    sent = Sent(request, call, key, idea)
    if is_automatic:
        return _save_automatically(sent)
    if refusal := refusal_of(call, begun_at=key.opened_at):
        return sent.show_again(refusal)
    if needs_sign_in(call, request.user):
        return _lead_to_sign_in(sent)
    if "draft" in request.POST or "remove" in request.POST:
        return _save(sent)
    return _send(sent)


def _lead_to_idea(request: HttpRequest, idea: Idea) -> HttpResponse:
    """Lead to an idea that was handed in, as after a double click; text that is not part of it is shown for copying."""
    kept = {_plain(text) for content in (idea.content(), idea.first_content or {}) for text in content.values()}
    kept |= {_plain(text) for text in idea.answers.values()}
    asked = [question_name(one) for one in idea.call.questions.filter(kind=QuestionKind.TEXT, is_personal=False)]
    names = [name for name in idea.content_fields if name in SEARCHED_FIELDS] + asked
    lost = [text for name in names if (text := request.POST.get(name, "")).strip() and _plain(text) not in kept]
    if not lost:
        return redirect(idea.get_status_url())
    return render(request, "ideas/not_taken.html", {"idea": idea, "texts": lost}, status=409)


def _save_automatically(sent: Sent) -> HttpResponse:
    """Keep what was typed while someone writes; the answer names the page on which it is found again."""
    if refusal := refusal_of(sent.call, begun_at=sent.key.opened_at):
        return _say(refusal, 409)
    try:
        idea = sent.keep()
    except ValidationError as error:
        return _say(_sentence(error), _status(error))
    except StaleDraftError as error:
        return _say(f"{error} {_STALE}", 409)
    answer = {"url": reverse("ideas:draft", args=[idea.token])}
    return JsonResponse(answer | ({"message": _SIGN_IN} if needs_sign_in(sent.call, sent.request.user) else {}))


def _save(sent: Sent) -> HttpResponse:
    """Keep what was typed and what was chosen; then do what the button said, and show the draft."""
    request = sent.request
    try:
        idea = sent.keep()
        refused = store_sent_files(request, idea, by=user_of(request))
        if "remove" in request.POST:
            remove_sent_file(request, idea, by=user_of(request))
    except (ValidationError, TransitionError) as error:
        return sent.show_error(error)
    except StaleDraftError as error:
        return sent.show_both(error.current, str(error))
    for sentence in refused.values():
        messages.error(request, sentence)
    draft_url = reverse("ideas:draft", args=[idea.token])
    if request.POST.get("draft") == "mail":
        return _mail_link(sent, idea) or redirect(draft_url)
    if not refused and ("remove" in request.POST or request.POST.get("draft") == "upload"):
        return redirect(f"{draft_url}#dateien")
    messages.success(request, "Ihr Entwurf ist gesichert. Mit der Adresse dieser Seite finden Sie ihn wieder.")
    return redirect(draft_url)


def _mail_link(sent: Sent, idea: Idea) -> HttpResponse | None:
    """Send the link that brings the draft back; return the form where the address is none."""
    request = sent.request
    email = (request.POST.get("draft_email") or request.POST.get("email") or "").strip()
    if not is_email(email):
        return sent.show_again(draft_email="Bitte nennen Sie die E-Mail-Adresse, an die der Link gehen soll.")
    if is_over_limit(request, "draft-link", amount=LINKS, seconds=HOUR):
        return sent.show_again(TOO_MANY, status=429)
    send_draft_link(idea, email)
    messages.success(request, f"Der Link zu Ihrem Entwurf ist unterwegs an {email}.")
    return None


def _send(sent: Sent) -> HttpResponse:
    """Check the form: the Ideenformular is handed in then, the others are shown once more.

    What cannot be handed in at once is kept first, so that it stays whatever happens.
    """
    request, is_one_step = sent.request, sent.call.channel == Channel.FORM
    if request.POST.get(TRAP):
        return sent.show_again(_TRAPPED)
    if (timezone.now() - sent.key.opened_at).total_seconds() < MIN_SECONDS:
        return sent.show_again(TOO_FAST)
    if is_one_step and sent.idea is None and not request.FILES and (answer := _hand_in_at_once(sent)):
        return answer
    try:
        idea = sent.keep()
        refused = store_sent_files(request, idea, by=user_of(request))
        form = sent.bound_form()
        is_valid = form.is_valid() and not refused
        if is_valid and is_one_step:
            return hand_in(request, idea, form)
    except (TransitionError, ValidationError) as error:
        return sent.show_error(error)
    except StaleDraftError as error:
        return sent.show_both(error.current, str(error))
    return redirect("ideas:check", idea.token) if is_valid else sent.show_again(status=422, **refused)


def _hand_in_at_once(sent: Sent) -> HttpResponse | None:
    """Hand in what never was a draft; ``None`` where that does not work."""
    form = sent.bound_form()
    if not form.is_valid():
        return None
    try:
        sent.check_limit()
        return hand_in(sent.request, new_idea(sent.key, sent.call), form)
    except (TransitionError, ValidationError):
        return None
    except IntegrityError:  # the same form was quicker in another window, or by the first of two clicks
        sent.idea = Idea.objects.get(token=sent.key.token)
        return None


def _lead_to_sign_in(sent: Sent) -> HttpResponse:
    """Keep what was typed although the session has ended, and return to it after signing in."""
    try:
        idea = sent.keep()
    except ValidationError as error:
        return sent.show_error(error)
    except StaleDraftError as error:
        return sent.show_again(f"{error} {_SIGN_IN_FIRST}", status=409)
    messages.info(sent.request, f"{_SIGN_IN} {_FILES_AGAIN}" if sent.request.FILES else _SIGN_IN)
    return redirect_to_login(reverse("ideas:draft", args=[idea.token]))


def _show_with_new_key(request: HttpRequest, call: Call, sentence: str) -> HttpResponse:
    """Show what was typed into a form whose key does not count any more, with a new one, and say why."""
    if needs_sign_in(call, request.user):
        return redirect_to_login(request.path)
    code = entered_code(request, call)
    if call.access == Access.CODE and code is None:
        return ask_code(request, call)
    key = FormKey.new(call, user=user_of(request), code=code)
    data = request.POST.copy()
    data["key"], data["stamp"] = key.signed(), str(DraftStamp.new())
    form = form_of(setting_of(call), data=data)
    form.add_error(None, sentence)
    return show_form(request, form, key=key, status=422)


def _plain(text: object) -> str:
    return str(text).replace("\r\n", "\n").replace("\0", "").strip()


def _say(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"message": sentence}, status=status)


def _sentence(error: ValidationError | TransitionError) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _status(error: ValidationError | TransitionError) -> int:
    return 429 if getattr(error, "code", "") == "limit" else 422
