"""Files of ideas: uploaded with a script or with the form, and downloaded by those who may see the idea."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.files import FileRefused, check_size
from common.files.sending import send_to_save
from common.limits import is_over_limit
from common.transitions import TransitionError
from ideas.enums import AttachmentKind, QuestionKind
from ideas.keys import FormKey
from ideas.models import Attachment, Call, Idea, Question
from ideas.offers import needs_sign_in, published_call, refusal_of
from ideas.services.attachments import add_attachment, remove_attachment
from ideas.services.drafts import begin_idea
from people.models import User

HOUR = 60 * 60
UPLOADS = 300
"""How many files one address may send in an hour."""

FIELDS = ("picture", "attachments")

_LOST = "Die Datei kam nicht an. Bitte laden Sie die Seite neu; Ihr Text ist als Entwurf gesichert."

_SIGN_IN = (
    "Die Datei kam nicht an, denn Ihre Anmeldung ist abgelaufen. Ihr Text ist als Entwurf gesichert; bitte melden Sie"
    " sich wieder an und wählen Sie die Datei dann noch einmal."
)


@login_not_required
@require_POST
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Take one file for the idea of a form, which is begun with it, or remove one (``remove``); answers are JSON."""
    call = published_call(slug)
    key = FormKey.read(request.POST.get("key", ""))
    if call is None or key is None or key.call != call.pk:
        return _say(_LOST, 409)
    idea = Idea.objects.filter(token=key.token).first()
    if idea is None or idea.is_draft:  # a Rückfrage is answered after the end and without an account, too
        if needs_sign_in(call, request.user):
            return _say(_SIGN_IN, 403)
        if refusal := refusal_of(call, begun_at=key.opened_at):
            return _say(refusal, 409)
    if is_over_limit(request, "idea-file", amount=UPLOADS, seconds=HOUR):
        return _say("Von Ihrem Anschluss kamen gerade sehr viele Dateien. Bitte versuchen Sie es später wieder.", 429)
    idea = idea or begin_idea(key, call)
    try:
        if "remove" in request.POST:
            remove_sent_file(request, idea, by=user_of(request))
            return HttpResponse(status=204)
        return _stored(idea, request)
    except (FileRefused, TransitionError) as error:
        return _say(str(error), 422)


@login_not_required
@require_safe
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """Send a file to be saved, never shown: to those who may see the idea, and with its token (``schluessel``)."""
    token = request.GET.get("schluessel", "")
    allowed = Q(pk__in=Attachment.objects.visible_to(request.user)) | (Q(idea__token=token) if token else Q())
    stored = get_object_or_404(Attachment.objects.filter(allowed), pk=pk)
    return send_to_save(stored, cache="private, no-store")


def store_sent_files(request: HttpRequest, idea: Idea, *, by: User | None) -> dict[str, str]:
    """Store the files that came with a form, and return for each field why one of its files was refused."""
    refused: dict[str, list[str]] = {}
    since = timezone.now()
    for field, files in request.FILES.lists():
        for file in files:
            try:
                stored = _store(idea, field, file, by=by)
                if note := _known(stored, since=since):
                    messages.info(request, note)
            except FileRefused as refusal:
                refused.setdefault(field, []).append(f"{file.name}: {refusal}")
    return {field: " ".join(sentences) for field, sentences in refused.items()}


def remove_sent_file(request: HttpRequest, idea: Idea, *, by: User | None) -> None:
    """Remove the file that a button names; one that is gone already stays so."""
    number = request.POST["remove"]
    stored = idea.attachments.filter(pk=number).first() if number.isdecimal() else None
    if stored is not None:
        remove_attachment(stored, by=by)


def user_of(request: HttpRequest) -> User | None:
    """Return who is signed in."""
    return request.user if isinstance(request.user, User) else None


def _stored(idea: Idea, request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        return _say(_LOST, 409)
    since = timezone.now()
    stored = _store(idea, request.POST.get("field", ""), file, by=user_of(request))
    page_url = reverse("ideas:draft" if idea.is_draft else "ideas:answer_inquiry", args=[idea.token])
    told: dict[str, Any] = {"note": _known(stored, since=since)}
    told |= {"id": stored.pk, "name": stored.name, "size": stored.size, "kind": stored.label, "url": page_url}
    return JsonResponse(told)


def _store(idea: Idea, field: str, file: "UploadedFile[bytes]", *, by: User | None) -> Attachment:
    """Store a file as what its field asks for; its size is checked before it is read."""
    check_size(file.size or 0)
    question = _question_of(idea.call, field)
    if question is None and field not in FIELDS:
        raise FileRefused("Für diese Datei gibt es kein Feld. Bitte laden Sie die Seite neu.")
    kind = AttachmentKind.PICTURE if field == "picture" else AttachmentKind.ATTACHMENT
    return add_attachment(idea, file.read(), file.name or "", by=by, kind=kind, question=question)


def _known(stored: Attachment, *, since: datetime) -> str:
    """Return a sentence where the same file was stored before ``since``, perhaps under another name; else nothing."""
    return f"Diese Datei war schon dabei: {stored.name}." if stored.uploaded_at < since else ""


def _question_of(call: Call, field: str) -> Question | None:
    _, _, number = field.partition("question_")
    if not number.isdecimal():
        return None
    return call.questions.filter(pk=number, kind=QuestionKind.FILE).first()


def _say(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"message": sentence}, status=status)
