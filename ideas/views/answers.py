"""Answers: the form that prepares one, and the page that publishes one or several after a dry run."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.access import require_perm
from common.drafts import discard_draft, keeps_draft, restored
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.enums import IdeaStatus
from ideas.forms.outcomes import PUBLISH, AnswerForm
from ideas.models import Answer
from ideas.records import prepared_answers
from ideas.services.answers import Publication, discard_answer, prepare_answer, publish_answers, refusal
from ideas.services.notices import addressees
from ideas.views.editing import idea_to_edit, show_form

CHOSEN = "antwort"
"""Name of the parameter that names a prepared answer to publish."""

FROM_IDEA = "idee"
"""Parameter that says that the idea's page led to the publication; that is where it leads back."""

MAX_AT_ONCE = 200
ONLY_DISCARDED = "Die Idee ist inzwischen „{status}“: Diese vorbereitete Antwort lässt sich nur noch verwerfen."


@dataclass(frozen=True, slots=True)
class Preview:
    """A prepared answer before it is published: why it cannot be (or nothing), how many mails it makes, their text."""

    answer: Answer
    why_not: str
    mails: int
    mail: str

    @property
    def needs_uptake(self) -> bool:
        """Whether the idea is taken over, and nobody has recorded yet into which Teilkonzept."""
        return self.answer.outcome == IdeaStatus.ACCEPTED and not self.answer.is_taken_up  # type: ignore[attr-defined]


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Prepare the answer to an idea, change it, or discard it."""
    idea, editor = idea_to_edit(request, reference)
    prepared = Answer.objects.filter(idea=idea, published_at=None).first()
    title = "Antwort ändern" if prepared else "Antwort vorbereiten"
    if request.method != "POST":
        is_over = idea.status not in IdeaStatus.open()
        if is_over and not prepared:
            messages.info(
                request, f"Die Idee ist „{idea.get_status_display()}“; eine Antwort lässt sich nicht vorbereiten."
            )
            return redirect(idea)
        form, draft = restored(
            request, lambda data=None, **rest: AnswerForm(data, idea=idea, prepared=prepared, **rest)
        )
        context = {"draft": draft, "prepared": prepared, "template": "ideas/answer.html"}
        if is_over:
            context["notes"] = [ONLY_DISCARDED.format(status=idea.get_status_display())]
        return show_form(request, idea, title, form, **context)
    if "discard_answer" in request.POST and prepared:
        discard_answer(prepared, by=editor)
        messages.success(request, "Die vorbereitete Antwort ist verworfen.")
        return redirect(idea)
    form = AnswerForm(request.POST, idea=idea, prepared=prepared)
    if not form.is_valid():
        return show_form(request, idea, title, form, status=422, template="ideas/answer.html")
    try:
        saved = prepare_answer(idea, **form.values(), version=form.cleaned_data["version"], by=editor)
    except StaleVersionError as error:
        conflicts = form.show_conflicts(error.current)
        return show_form(request, idea, title, form, status=409, conflicts=conflicts, template="ideas/answer.html")
    except (TransitionError, ValidationError) as error:
        form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
        return show_form(request, idea, title, form, status=409, template="ideas/answer.html")
    discard_draft(editor, request.path)
    if PUBLISH in request.POST:
        return redirect(publication_url(saved))
    messages.success(request, "Die Antwort ist vorbereitet. Außer dem SMARTCity-Team liest sie noch niemand.")
    return redirect(idea)


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest) -> HttpResponse:
    """List the prepared answers; show what publishing the chosen ones will do; publish them."""
    editor = require_perm(request.user, "ideas.triage_idea")
    if request.method == "POST":
        versions = _versions(request.POST)
        chosen = list(prepared_answers().filter(pk__in=versions))
        _say(request, publish_answers([(one, versions[one.pk]) for one in chosen], by=editor), len(versions))
        return redirect(_back(request, chosen))
    numbers = [int(number) for number in request.GET.getlist(CHOSEN) if number.isdecimal()][:MAX_AT_ONCE]
    if not numbers:
        context = {"answers": prepared_answers()[:MAX_AT_ONCE], "parameter": CHOSEN, "open": IdeaStatus.open()}
        return render(request, "ideas/answer_list.html", context)
    previews = _previews(list(prepared_answers().filter(pk__in=numbers)))
    ready = [preview for preview in previews if not preview.why_not]
    refused = [preview for preview in previews if preview.why_not]
    mails = sum(preview.mails for preview in ready)
    dry_run = {"ready": ready, "refused": refused, "mails": mails, "parameter": CHOSEN}
    dry_run["back"] = _back(request, [preview.answer for preview in previews])
    return render(request, "ideas/answer_publish.html", dry_run)


def publication_url(prepared: Answer) -> str:
    """Return the address of the dry run for this prepared answer, which leads back to its idea."""
    return f"{reverse('ideas:answers')}?{CHOSEN}={prepared.pk}&{FROM_IDEA}=1"


def _back(request: HttpRequest, chosen: Sequence[Answer]) -> str:
    """Return the address that led to the publication: an idea's page, or the list of prepared answers."""
    return chosen[0].idea.get_absolute_url() if FROM_IDEA in request.GET and chosen else reverse("ideas:answers")


def _previews(chosen: Sequence[Answer]) -> list[Preview]:
    people = addressees([one.idea for one in chosen])
    return [Preview(one, refusal(one), len(people[one.idea_id]), _mail(one)) for one in chosen]


def _mail(prepared: Answer) -> str:
    """Return the mail as whoever handed the idea in will read it, without the link, which is theirs alone."""
    context = {"idea": prepared.idea, "own": prepared.idea, "answer": prepared, "url": "(Adresse der Statusseite)"}
    return render_to_string("mail/idea_answer.txt", context).strip()


def _versions(post: QueryDict) -> dict[int, int]:
    """Return, by its number, the version at which each answer was read in the dry run ("17:2")."""
    pairs = [value.partition(":") for value in post.getlist(CHOSEN)]
    return {int(pk): int(version) for pk, _, version in pairs if pk.isdecimal() and version.isdecimal()}


def _say(request: HttpRequest, outcome: Publication, asked: int) -> None:
    count = len(outcome.published)
    if count:
        messages.success(
            request, "1 Antwort ist veröffentlicht." if count == 1 else f"{count} Antworten sind veröffentlicht."
        )
    for refused in outcome.refused:
        messages.error(request, f"{refused.answer.idea.reference}: {refused.why}")
    gone = asked - count - len(outcome.refused)
    if gone:
        are = "1 Antwort war" if gone == 1 else f"{gone} Antworten waren"
        messages.info(request, f"{are} schon veröffentlicht oder verworfen.")
    if not asked:
        messages.info(request, "Es war keine Antwort gewählt.")
