"""The admin of meetings, protocols, their rows, and decisions. Statuses change by buttons, outlines in the editor."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.admin_base import Button, HistorisedAdmin, RecordAdmin
from people.models import User
from workshops.models import (
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    Point,
    Protocol,
    ProtocolImport,
    ProtocolUpload,
    Section,
)
from workshops.models.meetings import HEAD_FIELDS
from workshops.rules import protocol_of
from workshops.services.deleted_meetings import restore_deleted_meeting
from workshops.services.meetings import create_meeting, edit_meeting, record_attendance
from workshops.services.outline import OutlineError, edit_row
from workshops.steps import StatusStep, consequences, needs_reason, open_steps


class StepsAdmin(HistorisedAdmin):
    """An object whose status changes by the same steps as on the site."""

    def get_buttons(self, request: HttpRequest, obj: Any) -> Sequence[Button]:
        """Offer the steps that are open to this person now."""
        return [_button(obj, step) for step in open_steps(obj, request.user)]


class AttendanceInline(admin.TabularInline):  # type: ignore[type-arg]
    """Who takes part in a meeting, while its protocol is a draft."""

    model = Attendance
    extra = 0
    autocomplete_fields = ["organisation"]

    def has_add_permission(self, request: HttpRequest, obj: Meeting | None = None) -> bool:
        """Only while the protocol is a draft."""
        return _is_editable(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Meeting | None = None) -> bool:
        """Only while the protocol is a draft."""
        return _is_editable(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Meeting | None = None) -> bool:
        """Only while the protocol is a draft."""
        return _is_editable(obj) and super().has_delete_permission(request, obj)


@admin.register(Meeting)
class MeetingAdmin(StepsAdmin):
    """Meetings with their attendance."""

    list_display = ["__str__", "held_on", "place", "status", "is_public"]
    list_filter = ["body", "status", "format", "is_public"]
    search_fields = ["body__name", "place", "moderation", "keeper"]
    date_hierarchy = "held_on"
    list_select_related = ["body"]
    autocomplete_fields = ["body"]
    readonly_fields = ["status", "slug"]
    fields = [*HEAD_FIELDS, "status", "slug"]
    inlines = [AttendanceInline]
    export_leave_out = ["is_example", "version"]

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """A new meeting has no status and no address yet."""
        return self.fields if obj else HEAD_FIELDS

    def create(self, values: Mapping[str, Any], *, by: Any, reason: str) -> Meeting:
        """Create the meeting with its draft protocol."""
        return create_meeting(**values, by=by, reason=reason)

    def edit(self, stored: Any, values: Mapping[str, Any], *, by: Any, reason: str) -> Meeting:
        """Change the head."""
        return edit_meeting(stored, version=stored.version, head=values, by=by, reason=reason)

    def restore_deleted(self, obj: Any, *, by: Any, reason: str) -> Meeting:
        """Bring the meeting back with its protocol and attendance."""
        return restore_deleted_meeting(obj, by=by, reason=reason)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Record the attendance as one list, in the order of the positions."""
        formset.save(commit=False)
        if formset.has_changed():
            kept = [row for row in formset.forms if row.cleaned_data and row not in formset.deleted_forms]
            entries = sorted((row.instance for row in kept), key=lambda entry: entry.position)
            record_attendance(form.instance, entries=entries, by=cast(User, request.user))


@admin.register(Attendance)
class AttendanceAdmin(HistorisedAdmin):
    """Who took part in which meeting; to be changed while the protocol is a draft."""

    list_display = ["meeting", "organisation", "name", "status"]
    list_filter = ["status", ("organisation", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["organisation__name", "name", "meeting__body__name"]
    list_select_related = ["meeting__body", "organisation"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["meeting"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Attendance is added at the meeting."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Attendance | None = None) -> bool:
        """Only while the protocol is a draft."""
        return super().has_change_permission(request, obj) and (obj is None or _is_editable(obj.meeting))

    def has_delete_permission(self, request: HttpRequest, obj: Attendance | None = None) -> bool:
        """Only while the protocol is a draft."""
        return super().has_delete_permission(request, obj) and (obj is None or _is_editable(obj.meeting))


class OutlineAdmin(StepsAdmin):
    """Protocols and their rows: made, moved and removed in the outline editor, which keeps the order."""

    readonly_fields = ["protocol_links"]
    lists_deleted = False  # they come back with their meeting, or in its own history

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The editor adds rows."""
        return False

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The editor removes rows; here they go with their meeting only."""
        messages.error(request, "Zeilen eines Protokolls entfernen Sie im Editor, ein Protokoll mit seiner Sitzung.")
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer no deletion."""
        return super().render_change_form(request, {**context, "show_delete": False}, *args, **kwargs)

    @admin.display(description="Protokoll")
    def protocol_links(self, obj: Any) -> SafeString:
        """Link to the protocol, and to the editor while it is a draft."""
        protocol = cast(Protocol, protocol_of(obj))
        link = format_html('<a href="{}">{}</a>', protocol.get_absolute_url(), protocol)
        if not protocol.is_editable:
            return link
        editor = reverse("workshops:outline", args=[protocol.meeting.slug])
        return format_html('{} – <a href="{}">im Editor bearbeiten</a>', link, editor)


@admin.register(Protocol)
class ProtocolAdmin(OutlineAdmin):
    """Protocols and their statuses."""

    list_display = ["__str__", "status", "held_on"]
    list_filter = ["status", "meeting__body"]
    search_fields = ["meeting__body__name", "meeting__place"]
    date_hierarchy = "meeting__held_on"
    list_select_related = ["meeting__body"]
    fields = ["protocol_links", "status"]
    readonly_fields = ["protocol_links", "status"]

    def has_change_permission(self, request: HttpRequest, obj: Protocol | None = None) -> bool:
        """There is nothing to fill in."""
        return False

    @admin.display(description="Datum", ordering="meeting__held_on")
    def held_on(self, protocol: Protocol) -> Any:
        """Show the day of the meeting."""
        return protocol.meeting.held_on


class RowAdmin(OutlineAdmin):
    """The rows of protocols; their text can be corrected while the protocol is a draft."""

    refusals = (*OutlineAdmin.refusals, OutlineError)
    export_leave_out = ["version", "position", "client_key"]

    def edit(self, stored: Any, values: Mapping[str, Any], *, by: Any, reason: str) -> Any:
        """Change what the row says."""
        return edit_row(stored, version=stored.version, content=values, by=by, reason=reason)

    def restore_deleted(self, obj: Any, *, by: Any, reason: str) -> Any:
        """Refuse: only the meeting's own history knows where the row stood."""
        raise OutlineError("Eine entfernte Zeile stellen Sie im Verlauf der Sitzung wieder her.")


@admin.register(Section)
class SectionAdmin(RowAdmin):
    """Sections of protocols."""

    list_display = ["__str__", "protocol"]
    search_fields = ["title", "protocol__meeting__body__name"]
    list_filter = ["protocol__meeting__body"]
    list_select_related = ["protocol__meeting__body"]
    fields = ["protocol_links", "title"]

    def get_buttons(self, request: HttpRequest, obj: Any) -> Sequence[Button]:
        """Return nothing: a section has no status."""
        return ()


@admin.register(AgendaItem)
class AgendaItemAdmin(RowAdmin):
    """Agenda items of protocols."""

    list_display = ["__str__", "section", "protocol"]
    search_fields = ["title", "section__title"]
    list_filter = ["section__protocol__meeting__body"]
    list_select_related = ["section__protocol__meeting__body"]
    fields = ["protocol_links", "title"]

    def get_buttons(self, request: HttpRequest, obj: Any) -> Sequence[Button]:
        """Return nothing: an agenda item has no status."""
        return ()

    @admin.display(description="Protokoll")
    def protocol(self, item: AgendaItem) -> Protocol:
        """Show the protocol."""
        return item.section.protocol


@admin.register(Point)
class PointAdmin(RowAdmin):
    """Lines of protocols; tasks have a status."""

    list_display = ["__str__", "kind", "task_status", "due_on", "organisation", "protocol"]
    list_filter = ["kind", "task_status", "item__section__protocol__meeting__body"]
    search_fields = ["text", "person", "organisation__name"]
    date_hierarchy = "due_on"
    list_select_related = ["organisation", "item__section__protocol__meeting__body"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["protocol_links", "task_status"]
    fields = [
        "protocol_links",
        "kind",
        "text",
        "organisation",
        "person",
        "due_on",
        "task_status",
        ("votes_yes", "votes_no", "votes_abstained", "votes_conflicted"),
    ]

    def get_buttons(self, request: HttpRequest, obj: Any) -> Sequence[Button]:
        """Offer the steps of a task."""
        return super().get_buttons(request, obj) if obj.task_status else ()

    @admin.display(description="Protokoll")
    def protocol(self, point: Point) -> Protocol:
        """Show the protocol."""
        return point.item.section.protocol


@admin.register(Decision)
class DecisionAdmin(HistorisedAdmin):
    """Decisions; approving a protocol makes them, or the service that records one at once."""

    list_display = ["reference", "decided_on", "point"]
    search_fields = ["reference", "point__text"]
    list_filter = ["point__item__section__protocol__meeting__body"]
    date_hierarchy = "decided_on"
    list_select_related = ["point"]
    fields = readonly_fields = ("reference", "decided_on", "point")


@admin.register(ProtocolImport)
class ProtocolImportAdmin(RecordAdmin):
    """Which file became which protocol; what became of each line stands on a page of the meeting."""

    list_display = ["filename", "meeting", "imported_at", "imported_by_name"]
    search_fields = ["filename", "sha256", "meeting__body__name"]
    date_hierarchy = "imported_at"
    list_select_related = ["meeting__body"]
    fields = ["filename", "meeting", "report_link", "imported_at", "imported_by_name", "sha256"]
    export_leave_out = ["report"]

    @admin.display(description="Zeilen")
    def report_link(self, record: ProtocolImport) -> SafeString:
        """Link to the report."""
        return format_html('<a href="{}import/">Was aus jeder Zeile wurde</a>', record.meeting.get_absolute_url())


@admin.register(ProtocolUpload)
class ProtocolUploadAdmin(RecordAdmin):
    """Whose upload waits for its confirmation; the file itself is nobody else's business."""

    list_display = ["filename", "owner", "created_at", "meeting"]
    fields = ["filename", "owner", "created_at", "meeting", "sha256"]
    search_fields = ["filename", "sha256", "owner__name", "owner__email"]
    date_hierarchy = "created_at"
    list_select_related = ["owner", "meeting__body"]
    export_leave_out = ["content"]


def _button(obj: Any, step: StatusStep) -> Button:
    return Button(
        name=step.slug,
        label=step.label,
        text=" ".join(consequences(obj, step)),
        done=step.done,
        run=step.run,
        reason_required=needs_reason(obj, step),
    )


def _is_editable(meeting: Meeting | None) -> bool:
    """Return whether the attendance of a meeting may be changed: of a new one, or while its protocol is a draft."""
    return meeting is None or meeting.protocol.is_editable
