"""The admin of milestones. Dates and criteria change on their pages, which ask for what belongs to the change."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.admin_base import HistorisedAdmin, RecordAdmin
from common.removal import last_removal
from milestones.models import CalendarKey, Criterion, DateChange, Milestone, Predecessor, Reminder
from milestones.services.milestones import CONTENT, create_milestone, edit_milestone
from milestones.services.removal import PARTS, bring_milestone_back, remove_milestone


class PartAdmin(HistorisedAdmin):
    """What belongs to a milestone: to be read here, written on its page."""

    lists_deleted = False


@admin.register(Milestone)
class MilestoneAdmin(HistorisedAdmin):
    """Milestones; dates, predecessors and criteria are edited on their page."""

    list_display = ["reference", "title", "planned_on", "forecast_on", "reached_on", "organisation", "is_public"]
    list_display_links = ["reference", "title"]
    list_filter = ["is_public", ("body", admin.RelatedOnlyFieldListFilter), "is_example"]
    search_fields = ["reference", "title", "description"]
    list_select_related = ["organisation"]
    autocomplete_fields = ["organisation", "responsible", "body", "decision"]
    date_hierarchy = "planned_on"
    readonly_fields = ["page", "reference", "planned_on", "forecast_on", "reached_on"]
    fields = ["page", "reference", *CONTENT, "planned_on", "forecast_on", "reached_on"]
    export_leave_out = ["is_example", "version", "uid", "point_snapshot"]
    parts = (*PARTS, Reminder)

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """A new milestone has no number and no page yet."""
        return self.fields if obj else [*CONTENT, "planned_on"]

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """The day of a new milestone is written down; afterwards it moves on the milestone's page, with a reason."""
        return self.readonly_fields if obj else []

    def create(self, values: Mapping[str, Any], *, by: Any, reason: str) -> Milestone:
        """Create the milestone with its number."""
        content = {name: values[name] for name in CONTENT}
        return create_milestone(content, planned_on=values["planned_on"], by=by, reason=reason)

    def edit(self, stored: Any, values: Mapping[str, Any], *, by: Any, reason: str) -> Milestone:
        """Change the milestone, but not its dates."""
        return edit_milestone(stored, version=stored.version, content=values, by=by, reason=reason)

    def remove(self, obj: Any, *, by: Any, reason: str) -> None:
        """Remove the milestone with what belongs to it."""
        remove_milestone(obj, version=obj.version, by=by, reason=reason)

    def restore_deleted(self, obj: Any, *, by: Any, reason: str) -> Milestone:
        """Bring the milestone back with what belonged to it."""
        record = last_removal(Milestone, obj.pk)
        return bring_milestone_back(record, by=by, reason=reason, instance=copy(obj))

    @admin.display(description="Seite")
    def page(self, obj: Milestone) -> SafeString:
        """Lead to the page where dates, predecessors and criteria are edited."""
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), obj.reference)


@admin.register(Predecessor)
class PredecessorAdmin(PartAdmin):
    """Which milestone comes before which."""

    list_display = ["milestone", "predecessor"]
    search_fields = ["milestone__reference", "milestone__title", "predecessor__reference", "predecessor__title"]
    list_select_related = ["milestone", "predecessor"]


@admin.register(Criterion)
class CriterionAdmin(PartAdmin):
    """What has to be met before milestones are reached."""

    list_display = ["__str__", "milestone", "figure", "done_on", "dropped_on"]
    list_filter = ["figure"]
    search_fields = ["text", "milestone__reference", "milestone__title"]
    list_select_related = ["milestone"]


@admin.register(DateChange)
class DateChangeAdmin(PartAdmin):
    """How the dates of milestones changed."""

    list_display = ["milestone", "kind", "old_on", "new_on", "decision", "by_name", "at"]
    list_filter = ["kind"]
    search_fields = ["milestone__reference", "milestone__title", "reason"]
    date_hierarchy = "at"
    list_select_related = ["milestone", "decision"]


@admin.register(Reminder)
class ReminderAdmin(RecordAdmin):
    """Who was reminded of what."""

    list_display = ["milestone", "kind", "due_on", "sent_at"]
    list_filter = ["kind"]
    search_fields = ["milestone__reference", "milestone__title"]
    date_hierarchy = "sent_at"
    list_select_related = ["milestone"]


@admin.register(CalendarKey)
class CalendarKeyAdmin(RecordAdmin):
    """Whose calendar reads milestones; the secret itself is not shown."""

    list_display = ["user", "created_at"]
    search_fields = ["user__name", "user__email"]
    fields = ["user", "created_at"]
    list_select_related = ["user"]
    export_leave_out = ["token"]
