"""The admin of Handlungsfelder, Teilkonzepte and versions of the strategy."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from common.admin_base import HistorisedAdmin, RecordAdmin
from strategy.models import (
    ActionField,
    Annex,
    Consultation,
    CouncilResolution,
    Opinion,
    Release,
    StrategyVersion,
    SubConcept,
)
from strategy.services.sub_concepts import create_sub_concept
from strategy.services.versions import HEAD_FIELDS, edit_version, start_version


@admin.register(ActionField)
class ActionFieldAdmin(HistorisedAdmin):
    """Handlungsfelder."""

    list_display = ["name", "position", "slug"]
    list_filter = ["is_example"]
    search_fields = ["name", "description"]
    prepopulated_fields = {"slug": ["name"]}
    export_leave_out = ["is_example"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: ActionField | None = None) -> dict[str, Sequence[str]]:
        """Propose the address for a new one only: that of an old one stands in links."""
        return {} if obj else self.prepopulated_fields


@admin.register(SubConcept)
class SubConceptAdmin(HistorisedAdmin):
    """Teilkonzepte."""

    list_display = ["title", "body", "slug"]
    list_filter = ["body"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["body"]
    list_select_related = ["body"]
    fields = ["title", "body", "text"]
    export_leave_out = ["is_example", "version"]

    def create(self, values: Mapping[str, Any], *, by: Any, reason: str) -> SubConcept:
        """Create the Teilkonzept with its address."""
        return create_sub_concept(**values, by=by, reason=reason)


class PartAdmin(HistorisedAdmin):
    """What belongs to a version: to be read here, written on the pages of the site."""

    lists_deleted = False


@admin.register(StrategyVersion)
class StrategyVersionAdmin(HistorisedAdmin):
    """Versions of the strategy; their steps are taken on their page, which shows what has to be done before."""

    list_display = ["number", "title", "status", "is_public"]
    list_display_links = ["number", "title"]
    list_filter = ["status", "is_public", "is_example"]
    search_fields = ["number", "title", "introduction"]
    list_select_related = ["continues"]
    readonly_fields = ["status", "continues"]
    fields = [*HEAD_FIELDS, "status", "continues"]
    export_leave_out = ["is_example", "version"]
    lists_deleted = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new version is the next one: nothing is asked before it is there."""
        return self.fields if obj else HEAD_FIELDS

    def create(self, values: Mapping[str, Any], *, by: Any, reason: str) -> StrategyVersion:
        """Start the next version, with these texts."""
        made = start_version(by=by)
        return edit_version(made, version=made.version, head=values, by=by, reason=reason)

    def edit(self, stored: Any, values: Mapping[str, Any], *, by: Any, reason: str) -> StrategyVersion:
        """Change title, introduction and publication."""
        return edit_version(stored, version=stored.version, head=values, by=by, reason=reason)


@admin.register(Annex)
class AnnexAdmin(PartAdmin):
    """Annexes of versions."""

    list_display = ["title", "strategy", "position"]
    list_filter = ["strategy"]
    search_fields = ["title", "text"]
    list_select_related = ["strategy"]
    export_leave_out = ["version"]


@admin.register(Release)
class ReleaseAdmin(RecordAdmin):
    """Frozen states of versions, and by which hash they are known."""

    list_display = ["strategy", "kind", "at", "by", "sha256"]
    list_filter = ["kind"]
    search_fields = ["strategy__title", "sha256"]
    date_hierarchy = "at"
    list_select_related = ["strategy", "by"]
    fields = ["strategy", "kind", "at", "by", "sha256"]
    export_leave_out = ["content"]


@admin.register(Consultation)
class ConsultationAdmin(PartAdmin):
    """Which bodies were asked, and when they answered."""

    list_display = ["body", "strategy", "due_on", "handed_in_at"]
    list_filter = ["strategy", "body"]
    search_fields = ["body__name", "request"]
    date_hierarchy = "due_on"
    list_select_related = ["body", "strategy", "release", "handed_in_by"]
    export_leave_out = ["version"]


@admin.register(Opinion)
class OpinionAdmin(PartAdmin):
    """What bodies said on which part, and what they were answered."""

    list_display = ["part_title", "consultation", "outcome", "answered_at"]
    list_filter = ["outcome"]
    search_fields = ["text", "reason", "part_title", "consultation__body__name"]
    list_select_related = ["consultation__body", "consultation__strategy"]
    export_leave_out = ["version"]


@admin.register(CouncilResolution)
class CouncilResolutionAdmin(PartAdmin):
    """By which resolutions the council has passed versions."""

    list_display = ["strategy", "body", "resolved_on", "paper_number", "votes_yes", "votes_no", "votes_abstained"]
    search_fields = ["paper_number", "body__name"]
    date_hierarchy = "resolved_on"
    list_select_related = ["strategy", "body"]
