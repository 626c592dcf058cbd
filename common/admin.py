"""The admin of what every room stands on: status changes, numbers, drafts and the outbox."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from post_office.models import STATUS, Attachment, Email, EmailTemplate, Log

from common.admin_base import Button, RecordAdmin, moment, withdraw
from common.mail import is_secret
from common.models import FormDraft, ReferenceCounter, StatusChange
from common.outbox import requeue
from common.transitions import status_label

withdraw(Attachment, Email, EmailTemplate, Log)


@admin.register(StatusChange)
class StatusChangeAdmin(RecordAdmin):
    """Who moved what from which status to which, and why."""

    list_display = ["at", "subject_label", "step", "by_name", "reason"]
    list_display_links = ["at"]
    list_filter = [("content_type", admin.RelatedOnlyFieldListFilter), "at"]
    search_fields = ["by_name", "reason"]
    date_hierarchy = "at"
    list_select_related = ["content_type"]
    fields = ["at", "subject_label", "step", "by_name", "reason"]
    export_fields = ["at", "subject_label", "step", "by_name", "reason"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatusChange]:
        """Load the objects with their status changes, one query for each kind of object."""
        return super().get_queryset(request).prefetch_related("subject")

    @admin.display(description="Objekt")
    def subject_label(self, change: StatusChange) -> str:
        """Name the kind of object and its number; the object itself may be gone."""
        return f"{change.content_type.name} {change.object_id}"

    @admin.display(description="Schritt")
    def step(self, change: StatusChange) -> str:
        """Show the step in German words, as long as the object is there to ask."""
        if change.subject is None:
            return str(change)
        return f"{status_label(change.subject, change.from_status)} → {status_label(change.subject, change.to_status)}"


@admin.register(ReferenceCounter)
class ReferenceCounterAdmin(RecordAdmin):
    """The last numbers given, for example to decisions."""

    list_display = ["prefix", "year", "last"]
    list_filter = ["prefix"]
    search_fields = ["prefix", "year"]


@admin.register(FormDraft)
class FormDraftAdmin(RecordAdmin):
    """Whose unsaved text waits on which page; the text itself is nobody else's business."""

    list_display = ["key", "owner", "updated_at"]
    fields = ["key", "owner", "updated_at"]
    readonly_fields = ["updated_at"]
    search_fields = ["key", "owner__name", "owner__email"]
    date_hierarchy = "updated_at"
    list_select_related = ["owner"]
    export_leave_out = ["data"]


class LogInline(admin.TabularInline):  # type: ignore[type-arg]
    """The attempts to send one mail."""

    model = Log
    fields = readonly_fields = ("tried_at", "status", "exception_type", "message")
    verbose_name_plural = "Versuche"
    extra = 0

    @admin.display(description="Zeitpunkt")
    def tried_at(self, log: Log) -> str:
        """Show when it was tried."""
        return moment(log.date)


@admin.register(Email)
class EmailAdmin(RecordAdmin):
    """The outbox: what waits, what was sent, what failed and why."""

    list_display = ["queued_at", "recipients", "subject", "status", "attempts"]
    list_display_links = ["queued_at"]
    list_filter = ["status"]
    search_fields = ["to", "subject"]
    date_hierarchy = "created"
    ordering = ["-created", "-pk"]
    fields = ["queued_at", "recipients", "from_email", "subject", "text", "status", "attempts", "scheduled_time"]
    inlines = [LogInline]
    change_form_template = "admin/change_form.html"  # not post_office's, whose "Resend" asks nobody
    export_fields = ["queued_at", "recipients", "from_email", "subject", "status", "attempts", "scheduled_time"]

    def get_fields(self, request: HttpRequest, obj: Email | None = None) -> Any:
        """Show the text, unless it would let the reader sign in as the recipient."""
        if obj and is_secret(obj) and not _may_read_secrets(request):
            return [name if name != "text" else "secret_text" for name in self.fields]
        return self.fields

    @admin.display(description="angelegt am", ordering="created")
    def queued_at(self, email: Email) -> str:
        """Show when the mail was queued."""
        return moment(email.created)

    @admin.display(description="Wiederholungen", ordering="number_of_retries")
    def attempts(self, email: Email) -> int:
        """Show how often sending was tried again."""
        return email.number_of_retries or 0

    @admin.display(description="An")
    def recipients(self, email: Email) -> str:
        """Show the addresses."""
        return ", ".join(email.to)

    @admin.display(description="Text")
    def text(self, email: Email) -> SafeString:
        """Show the text with its line breaks."""
        return mark_safe(linebreaks(email.message, autoescape=True))  # noqa: S308

    @admin.display(description="Text")
    def secret_text(self, email: Email) -> str:
        """Say why there is no text."""
        return "Nicht lesbar: Diese E-Mail enthält einen Code oder Link nur für die angeschriebene Person."

    def get_buttons(self, request: HttpRequest, obj: Any) -> Sequence[Button]:
        """Offer to send a failed mail again."""
        if obj.status != STATUS.failed or not request.user.has_perm("post_office.requeue_email"):
            return ()
        return [
            Button(
                name="erneut-senden",
                label="Noch einmal senden",
                text="Die E-Mail wird noch einmal in die Warteschlange gestellt.",
                done="Die E-Mail wird gleich noch einmal gesendet.",
                run=lambda email, **_: requeue(email),
                asks_reason=False,
            )
        ]


def _may_read_secrets(request: HttpRequest) -> bool:
    """Return whether codes and links may be read: by the administration, while no mail server would deliver them."""
    return not settings.EMAIL_URL and request.user.has_perm("people.change_user")
