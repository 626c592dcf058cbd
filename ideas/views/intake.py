"""Handing in an idea: the calls, the form of each, drafts, and the check before sending."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.drafts import initial_of, typed_in
from common.limits import is_over_limit
from common.transitions import TransitionError
from ideas.content import Line, lines_of
from ideas.enums import Access, Channel
from ideas.files import FileRefused
from ideas.forms.intake import CONTACT_FIELDS, FORMS, TOO_FAST, TRAP, IntakeForm, Setting, is_email
from ideas.keys import FormKey
from ideas.models import AccessCode, Attachment, Call, ConsentText, Idea
from ideas.offers import (
    drafts_of,
    grace_notice,
    needs_sign_in,
    offers_for,
    published_call,
    refusal_of,
)
from ideas.services.codes import find_code
from ideas.services.drafts import begin_idea, save_typed, send_draft_link
from ideas.services.submission import submit_idea
from ideas.views.files import remove_sent_file, store_sent_files, user_of

MIN_SECONDS = 3
"""Nobody reads a form and fills it in within this time."""

HOUR = 60 * 60
NEW_IDEAS = 100
LINKS = 10
CODES = 30
"""How many new ideas, mailed links and tried codes one address may make in an hour; a whole office shares one."""

_KEY_LOST = "Diese Seite lag zu lange offen. Bitte prüfen Sie Ihre Angaben und senden Sie das Formular noch einmal."
_TRAPPED = "Ein Feld, das leer bleiben muss, war ausgefüllt. Bitte senden Sie das Formular noch einmal."
_TOO_MANY = (
    "Von Ihrem Anschluss kamen gerade sehr viele Anfragen. Bitte versuchen Sie es in einer Stunde noch einmal; Ihr Text"
    " steht noch auf dieser Seite."
)
_SIGN_IN = "Ihre Anmeldung ist abgelaufen. Ihr Text ist gesichert; bitte melden Sie sich wieder an."
_NOT_TYPED = frozenset({"key", TRAP, "check", "send", "remove"})


@login_not_required
@require_safe
def submit_list(request: HttpRequest) -> HttpResponse:
    """Show the open calls, those to come and those that have ended."""
    context = {"offers": offers_for(request.user), "drafts": drafts_of(request.user)}
    return render(request, "ideas/submit_list.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form of a call, and take what it sends: drafts, files and ideas."""
    call = published_call(slug)
    if call is None:
        raise Http404
    if request.method == "POST":
        return _take_code(request, call) if "code" in request.POST else _take_form(request, call)
    if needs_sign_in(call, request.user):
        return redirect_to_login(request.path)
    if not call.is_open():
        return _show_closed(request, call)
    code = _entered_code(request, call)
    if call.access == Access.CODE and code is None:
        return _ask_code(request, call, typed=request.GET.get("code", ""))
    key = FormKey.new(call, user=user_of(request), code=code)
    setting = setting_of(call)
    form = form_of(setting, initial=_known_contact(request) | {"key": key.signed()})
    return _show(request, form, key=key, drafts=drafts_of(request.user, call))


@login_not_required
@never_cache
@require_safe
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """Show a draft again, on any device: whoever has the link may go on writing."""
    idea = get_object_or_404(Idea.objects.select_related("call", "draft"), token=token)
    if not idea.is_draft:
        return redirect(idea.get_status_url())
    if needs_sign_in(idea.call, request.user):
        return redirect_to_login(request.path)
    key = FormKey.of(idea)
    setting = setting_of(idea.call, idea)
    typed = _typed(idea, key)
    form = form_of(setting, data=typed)
    if "pruefen" not in request.GET:
        form = form_of(setting, initial=initial_of(form))
    return _show(request, form, key=key, idea=idea, status=422 if form.is_bound else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Show everything that was written once more, and hand it in."""
    idea = get_object_or_404(Idea.objects.select_related("call", "draft"), token=token)
    if not idea.is_draft:
        return redirect(idea.get_status_url())
    if needs_sign_in(idea.call, request.user):
        return redirect_to_login(request.path)
    setting = setting_of(idea.call, idea)
    form = form_of(setting, data=_typed(idea, FormKey.of(idea)))
    draft_url = reverse("ideas:draft", args=[token])
    if not form.is_valid():
        return redirect(f"{draft_url}?pruefen=1")
    if request.method == "POST":
        try:
            return _hand_in(request, idea, form)
        except (TransitionError, ValidationError) as error:
            messages.error(request, _sentence(error))
            return redirect(draft_url)
    context = {
        "idea": idea,
        "lines": _lines_to_check(form),
        "contact": _contact_lines(form),
        "co_authors": form.co_authors(),
        "form": form,
        "draft_url": draft_url,
        "notice": grace_notice(idea.call, begun_at=idea.created_at),
    }
    return render(request, "ideas/submit_check.html", context)


def _show_closed(request: HttpRequest, call: Call) -> HttpResponse:
    context = {"call": call, "drafts": drafts_of(request.user, call)}
    return render(request, "ideas/submit_closed.html", context)


# The form -------------------------------------------------------------------------------------------------------------


def setting_of(call: Call, idea: Idea | None = None) -> Setting:
    """Return what the form of ``call`` needs to know; two queries, with a stored draft three."""
    return Setting(
        call=call,
        consent=ConsentText.objects.order_by("-number")[0],
        questions=list(call.questions.all()),
        attachments=list(Attachment.objects.filter(idea=idea).select_related("question")) if idea else [],
    )


def form_of(setting: Setting, **options: Any) -> IntakeForm:
    """Return the form of a call; ``options`` are those of Django's forms."""
    action = reverse("ideas:submit", args=[setting.call.slug])
    return FORMS[setting.call.channel](setting=setting, action=action, **options)


def _show(
    request: HttpRequest,
    form: IntakeForm,
    *,
    key: FormKey,
    idea: Idea | None = None,
    drafts: list[Idea] | None = None,
    status: int = 200,
) -> HttpResponse:
    call = form.setting.call
    context = {
        "call": call,
        "form": form,
        "idea": idea,
        "drafts": drafts,
        "attachments": form.setting.attachments,
        "upload_url": reverse("ideas:upload", args=[call.slug]),
        "notice": grace_notice(call, begun_at=key.opened_at),
        "refusal": refusal_of(call, begun_at=key.opened_at) if idea else "",
        "is_one_step": call.channel == Channel.FORM,
    }
    return render(request, "ideas/submit_form.html", context, status=status)


def _typed(idea: Idea, key: FormKey) -> QueryDict:
    """Return what was typed into a draft as a form takes it."""
    stored = getattr(idea, "draft", None)
    typed = stored.as_post() if stored else QueryDict(mutable=True)
    typed["key"] = key.signed()
    return typed


def _known_contact(request: HttpRequest) -> dict[str, str]:
    """Return what the account knows about who is writing."""
    user = user_of(request)
    if user is None:
        return {}
    return {"name": user.name, "email": user.email, "organisation_name": str(user.organisation or "")}


# What was sent --------------------------------------------------------------------------------------------------------


@dataclass
class Sent:
    """A form that arrived: with its key, and with the idea that it has made before, if any."""

    request: HttpRequest
    call: Call
    key: FormKey
    idea: Idea | None

    def keep(self) -> Idea:
        """Make the draft if there is none, and keep what was typed. Raises ``ValidationError``."""
        if self.idea is None:
            if user_of(self.request) is None and is_over_limit(self.request, "idea", amount=NEW_IDEAS, seconds=HOUR):
                raise ValidationError(_TOO_MANY)
            self.idea = begin_idea(self.key, self.call)
        save_typed(self.idea, _kept(self.request.POST))
        return self.idea

    def bound_form(self) -> IntakeForm:
        """Return the form with what was typed."""
        return form_of(setting_of(self.call, self.idea), data=self.request.POST)

    def show_again(self, *sentences: str, **errors: str) -> HttpResponse:
        """Answer with the form as it was filled in, and say what is wrong: in general, and at fields."""
        form = self.bound_form()
        for sentence in sentences:
            form.add_error(None, sentence)
        for name, sentence in errors.items():
            form.add_error(name, sentence)
        return _show(self.request, form, key=self.key, idea=self.idea, status=422)


def _take_form(request: HttpRequest, call: Call) -> HttpResponse:
    key = FormKey.read(request.POST.get("key", ""))
    is_automatic = request.POST.get("draft") == "auto"
    if key is None or key.call != call.pk:
        return _say(_KEY_LOST, 409) if is_automatic else _show_with_new_key(request, call)
    idea = Idea.objects.filter(token=key.token).first()
    if idea is not None and not idea.is_draft:
        return _say("Diese Idee ist schon eingereicht.", 409) if is_automatic else redirect(idea.get_status_url())
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


def _save_automatically(sent: Sent) -> HttpResponse:
    """Keep what was typed while someone writes; the answer names the page on which it is found again."""
    if refusal := refusal_of(sent.call, begun_at=sent.key.opened_at):
        return _say(refusal, 409)
    try:
        idea = sent.keep()
    except ValidationError as error:
        return _say(_sentence(error), 422)
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
        return sent.show_again(_sentence(error))
    for sentence in refused.values():
        messages.error(request, sentence)
    draft_url = reverse("ideas:draft", args=[idea.token])
    if request.POST.get("draft") == "mail":
        return _mail_link(sent, idea) or redirect(draft_url)
    if "remove" in request.POST or request.POST.get("draft") == "upload":
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
        return sent.show_again(_TOO_MANY)
    send_draft_link(idea, email)
    messages.success(request, f"Der Link zu Ihrem Entwurf ist unterwegs an {email}.")
    return None


def _send(sent: Sent) -> HttpResponse:
    """Check the form: the Ideenformular is handed in then, the others are shown once more."""
    request, is_one_step = sent.request, sent.call.channel == Channel.FORM
    if request.POST.get(TRAP):
        return sent.show_again(_TRAPPED)
    if (timezone.now() - sent.key.opened_at).total_seconds() < MIN_SECONDS:
        return sent.show_again(TOO_FAST)
    try:
        idea = sent.keep()
    except ValidationError as error:
        return sent.show_again(_sentence(error))
    refused = store_sent_files(request, idea, by=user_of(request))
    form = sent.bound_form()
    if refused or not form.is_valid():
        return sent.show_again(**refused)
    if not is_one_step:
        return redirect("ideas:check", idea.token)
    try:
        return _hand_in(request, idea, form)
    except (TransitionError, ValidationError) as error:
        return sent.show_again(_sentence(error))


def _hand_in(request: HttpRequest, idea: Idea, form: IntakeForm) -> HttpResponse:
    submitted = submit_idea(idea, form.submission(), by=user_of(request))
    messages.success(request, f"Ihre Idee ist eingereicht. Ihre Nummer: {submitted.reference}.")
    return redirect(submitted.get_status_url())


def _lead_to_sign_in(sent: Sent) -> HttpResponse:
    """Keep what was typed although the session has ended, and return to it after signing in."""
    try:
        idea = sent.keep()
    except ValidationError as error:
        return sent.show_again(_sentence(error))
    messages.info(sent.request, _SIGN_IN)
    return redirect_to_login(reverse("ideas:draft", args=[idea.token]))


def _show_with_new_key(request: HttpRequest, call: Call) -> HttpResponse:
    """Show what was typed into a form whose key does not count any more, with a new one."""
    if needs_sign_in(call, request.user):
        return redirect_to_login(request.path)
    code = _entered_code(request, call)
    if call.access == Access.CODE and code is None:
        return _ask_code(request, call)
    key = FormKey.new(call, user=user_of(request), code=code)
    data = request.POST.copy()
    data["key"] = key.signed()
    form = form_of(setting_of(call), data=data)
    form.add_error(None, _KEY_LOST)
    return _show(request, form, key=key, status=422)


# Access codes ---------------------------------------------------------------------------------------------------------


def _take_code(request: HttpRequest, call: Call) -> HttpResponse:
    """Open the form of a call to whoever has a code that holds."""
    typed = request.POST["code"]
    if is_over_limit(request, "idea-code", amount=CODES, seconds=HOUR):
        return _ask_code(request, call, typed=typed, error=_TOO_MANY)
    try:
        code = find_code(call, typed)
    except ValidationError as error:
        return _ask_code(request, call, typed=typed, error=_sentence(error))
    request.session[_session_key(call)] = code.code
    return redirect("ideas:submit", call.slug)


def _ask_code(request: HttpRequest, call: Call, *, typed: str = "", error: str = "") -> HttpResponse:
    context = {"call": call, "typed": typed, "error": error}
    return render(request, "ideas/submit_code.html", context, status=422 if error else 200)


def _entered_code(request: HttpRequest, call: Call) -> AccessCode | None:
    """Return the code that the visitor has entered for this call, as long as it holds."""
    if call.access != Access.CODE:
        return None
    try:
        return find_code(call, request.session.get(_session_key(call), ""))
    except ValidationError:
        return None


def _session_key(call: Call) -> str:
    return f"idea_code_{call.pk}"


# Small things ---------------------------------------------------------------------------------------------------------


def _kept(post: QueryDict) -> dict[str, list[str]]:
    return {name: values for name, values in typed_in(post).items() if name not in _NOT_TYPED}


def _lines_to_check(form: IntakeForm) -> list[Line]:
    content = {name: str(value or "") for name, value in form.content().items()}
    answers = form.submission().answers
    return lines_of(form.channel, content | {"answers": answers.of_idea | answers.personal}, form.setting.questions)


def _contact_lines(form: IntakeForm) -> list[Line]:
    given = ((name, form.cleaned_data[name]) for name in CONTACT_FIELDS)
    return [Line(str(form.fields[name].label), value) for name, value in given if value]


def _say(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"message": sentence}, status=status)


def _sentence(error: ValidationError | TransitionError | FileRefused) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
