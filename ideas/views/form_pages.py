"""The page of a form, empty or with a draft, and what it needs to be drawn."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from ideas.enums import Channel
from ideas.forms.channels import FORMS
from ideas.forms.intake import IntakeForm, Setting
from ideas.keys import DraftStamp, FormKey
from ideas.models import Attachment, Call, ConsentText, Idea
from ideas.offers import grace_notice, refusal_of
from ideas.services.codes import why_code_fails
from ideas.views.files import user_of


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


def show_form(
    request: HttpRequest,
    form: IntakeForm,
    *,
    key: FormKey,
    idea: Idea | None = None,
    drafts: list[Idea] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Answer with the page of a form; ``drafts`` are others that the account has begun."""
    call = form.setting.call
    context = more | {
        "call": call,
        "form": form,
        "idea": idea,
        "drafts": drafts,
        "attachments": form.setting.attachments,
        "file_key": idea.token if idea else "",
        "upload_url": reverse("ideas:upload", args=[call.slug]),
        "notice": grace_notice(call, begun_at=key.opened_at),
        "refusal": refusal_of(call, begun_at=key.opened_at) if idea else "",
        "code_problem": why_code_fails(idea) if idea and idea.is_draft else "",
        "is_one_step": call.channel == Channel.FORM,
    }
    return render(request, "ideas/submit_form.html", context, status=status)


def typed_of(idea: Idea, key: FormKey) -> QueryDict:
    """Return what was typed into a draft as a form takes it."""
    stored = getattr(idea, "draft", None)
    typed = stored.as_post() if stored else QueryDict(mutable=True)
    typed["key"] = key.signed()
    typed["stamp"] = str(DraftStamp.new(stored))
    return typed


def known_contact(request: HttpRequest) -> dict[str, str]:
    """Return what the account knows about who is writing."""
    user = user_of(request)
    if user is None:
        return {}
    return {"name": user.name, "email": user.email, "organisation_name": str(user.organisation or "")}
