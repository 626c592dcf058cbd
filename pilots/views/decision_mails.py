"""The mails about decisions while they are held: to be read, edited, stopped, or sent after all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from post_office.models import STATUS, Email

from common.access import require_perm
from common.outbox import STOPPED, MailChangedError, MailLeftError, edit_held, is_held, requeue, stop_held
from people.models import User
from pilots.forms.mails import MailForm
from pilots.models import PilotList
from pilots.services.decision_mails import corrected_in, corrections_of, decision_mails
from pilots.views.lists import find_list, list_context

STATES = {STATUS.sent: "gesendet", STATUS.failed: "nicht zugestellt", STATUS.requeued: "wird erneut versucht"}


UNSURE = "Der Beschluss in dieser E-Mail ist berichtigt. Bitte bestätigen Sie unter „Doch senden“, dass sie hinausgeht."


@require_http_methods(["GET", "HEAD", "POST"])
def mail_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the mails about the decisions on a list; stop one or all that wait, or send one after all."""
    pilot_list, sight = find_list(request, slug)
    editor = require_perm(request.user, "pilots.decide_list", pilot_list)
    if request.method == "POST":
        _act(request, pilot_list, editor)
        return redirect("pilots:decision_mails", slug)
    corrections = corrections_of(pilot_list)
    mails = [
        (mail, _state(mail), corrected_in(mail, corrections))
        for mail in decision_mails(pilot_list).prefetch_related("logs")
    ]
    context = list_context(pilot_list, editor, sight, "list_decide") | {
        "mails": mails,
        "held": [mail for mail, (_, waits), _ in mails if waits],
    }
    return render(request, "pilots/decision_mails.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mail_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a held mail for editing, and save it."""
    pilot_list, sight = find_list(request, slug)
    editor = require_perm(request.user, "pilots.decide_list", pilot_list)
    mail = get_object_or_404(decision_mails(pilot_list), pk=pk)
    back = reverse("pilots:decision_mails", args=[slug])
    if not is_held(mail) and request.method != "POST":
        messages.info(request, str(MailLeftError()))
        return redirect(back)
    form = MailForm(request.POST if request.method == "POST" else None, email=mail, cancel_url=back)
    if form.is_valid() and _save(form, mail):
        messages.success(request, "Die E-Mail ist geändert.")
        return redirect(back)
    context = list_context(pilot_list, editor, sight, "list_decide") | {
        "mail": mail,
        "form": form,
        "corrected": corrected_in(mail, corrections_of(pilot_list)),
    }
    return render(request, "pilots/decision_mail_edit.html", context, status=422 if form.errors else 200)


def _save(form: MailForm, mail: Email) -> bool:
    """Save what the valid form says and return whether that was possible; else the form says why not."""
    try:
        edit_held(mail, **form.cleaned_data)
    except MailLeftError as error:
        form.add_error(None, f"{error} Ihre Änderung ist nicht gespeichert.")
    except MailChangedError as error:
        form.continue_on(error.current)
    return form.is_valid()


def _act(request: HttpRequest, pilot_list: PilotList, editor: User) -> None:
    """Do what the pressed button says: "stop:12", "stop:alle", "send:12", "confirm:12" (although it was corrected)."""
    step, _, key = request.POST.get("step", "").partition(":")
    mails = decision_mails(pilot_list)
    chosen = list(mails if key == "alle" else mails.filter(pk=key if key.isdecimal() else 0))
    match step:
        case "stop":
            count = sum(_stop(mail, editor) for mail in chosen)
            if count:
                messages.success(request, _counted(count, "angehalten"))
            else:
                messages.info(request, str(MailLeftError()))
        case "send" | "confirm":
            _send(request, pilot_list, [mail for mail in chosen if _was_stopped(mail)], is_sure=step == "confirm")


def _send(request: HttpRequest, pilot_list: PilotList, stopped: list[Email], *, is_sure: bool) -> None:
    """Send what was stopped after all; what tells of a decision that was corrected since, only if ``is_sure``."""
    corrections = corrections_of(pilot_list)
    if not is_sure and any(corrected_in(mail, corrections) for mail in stopped):
        messages.warning(request, UNSURE)
        return
    for mail in stopped:
        requeue(mail)
    if stopped:
        messages.success(request, "Die E-Mail wird jetzt gesendet.")


def _stop(mail: Email, editor: User) -> bool:
    try:
        stop_held(mail, by=editor)
    except MailLeftError:
        return False
    return True


def _counted(count: int, what: str) -> str:
    return f"1 E-Mail ist {what}." if count == 1 else f"{count} E-Mails sind {what}."


def _was_stopped(mail: Email) -> bool:
    return mail.status == STATUS.failed and any(log.exception_type == STOPPED for log in mail.logs.all())


def _state(mail: Email) -> tuple[str, bool]:
    """Return in words where a mail is, and whether it may still be changed."""
    if is_held(mail):
        return "wartet", True
    if _was_stopped(mail):
        return "angehalten", False
    return STATES.get(mail.status, "in der Warteschlange"), False
