"""Pages of handing in an idea: the calls, the form of each, a draft, and the check before sending."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.drafts import initial_of, texts_in
from common.transitions import TransitionError
from ideas.content import Line, lines_of
from ideas.enums import Access
from ideas.forms.intake import CONTACT_FIELDS, IntakeForm
from ideas.gallery import gallery_ideas, prize_is_public
from ideas.keys import DraftStamp, FormKey
from ideas.models import Call, Idea
from ideas.offers import drafts_of, grace_notice, needs_sign_in, offers_for, published_call, refusal_of
from ideas.views.entrance import ask_code, entered_code, take_code, take_new_code
from ideas.views.files import user_of
from ideas.views.form_pages import form_of, known_contact, setting_of, show_form, typed_of
from ideas.views.sending import hand_in, take_form


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
    if call is None and request.method == "POST":  # hidden since the form was opened
        return render(request, "typed_text.html", {"texts": texts_in(request.POST)}, status=404)
    if call is None:
        raise Http404
    if request.method == "POST":
        return take_code(request, call) if "code" in request.POST else take_form(request, call)
    if needs_sign_in(call, request.user):
        return redirect_to_login(request.path)
    if not call.is_open():
        return _show_closed(request, call)
    code = entered_code(request, call)
    if call.access == Access.CODE and code is None:
        return ask_code(request, call, typed=request.GET.get("code", ""))
    key = FormKey.new(call, user=user_of(request), code=code)
    setting = setting_of(call)
    form = form_of(setting, initial=known_contact(request) | {"key": key.signed(), "stamp": str(DraftStamp.new())})
    return show_form(request, form, key=key, drafts=drafts_of(request.user, call))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """Show a draft again, on any device: whoever has the link may go on writing. A POST brings a new access code."""
    idea = get_object_or_404(Idea.objects.select_related("call", "draft"), token=token)
    if not idea.is_draft:
        return redirect(idea.get_status_url())
    if needs_sign_in(idea.call, request.user):
        return redirect_to_login(request.path)
    code_error, code_status = "", 200
    if request.method == "POST":
        code_error, code_status = take_new_code(request, idea)
        if not code_error:
            messages.success(request, "Der neue Zugangscode gilt für diesen Entwurf.")
            return redirect(request.path)
    key = FormKey.of(idea)
    setting = setting_of(idea.call, idea)
    typed = typed_of(idea, key)
    form = form_of(setting, data=typed)
    if "pruefen" not in request.GET:
        form = form_of(setting, initial=initial_of(form))
    status = code_status if code_error else 422 if form.is_bound else 200
    return show_form(request, form, key=key, idea=idea, status=status, code_error=code_error)


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
    form = form_of(setting, data=typed_of(idea, FormKey.of(idea)))
    draft_url = reverse("ideas:draft", args=[token])
    if not form.is_valid():
        return redirect(f"{draft_url}?pruefen=1")
    stamp = idea.draft.stamp if hasattr(idea, "draft") else ""
    if request.method == "POST" and request.POST.get("stamp", stamp) != stamp:
        messages.warning(request, "Der Entwurf wurde inzwischen geändert. Bitte prüfen Sie ihn noch einmal.")
        return redirect(request.path)
    if request.method == "POST":
        try:
            return hand_in(request, idea, form)
        except (TransitionError, ValidationError) as error:
            if not refusal_of(idea.call, begun_at=idea.created_at):  # which the draft says by itself
                messages.error(request, " ".join(error.messages) if isinstance(error, ValidationError) else str(error))
            return redirect(draft_url)
    context = {
        "idea": idea,
        "lines": _lines_to_check(form),
        "contact": _contact_lines(form),
        "co_authors": form.co_authors(),
        "form": form,
        "stamp": stamp,
        "draft_url": draft_url,
        "notice": grace_notice(idea.call, begun_at=idea.created_at),
    }
    return render(request, "ideas/submit_check.html", context)


def _show_closed(request: HttpRequest, call: Call) -> HttpResponse:
    winners = gallery_ideas().filter(prize_is_public(timezone.localdate()), call=call)
    context = {"call": call, "drafts": drafts_of(request.user, call), "winners": winners}
    return render(request, "ideas/submit_closed.html", context)


def _lines_to_check(form: IntakeForm) -> list[Line]:
    content = {name: str(value or "") for name, value in form.content().items()}
    answers = form.submission().answers
    return lines_of(form.channel, content | {"answers": answers.of_idea | answers.personal}, form.setting.questions)


def _contact_lines(form: IntakeForm) -> list[Line]:
    given = ((name, form.cleaned_data[name]) for name in CONTACT_FIELDS)
    return [Line(str(form.fields[name].label), value) for name, value in given if value]
