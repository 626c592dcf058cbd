"""The admin of the tree of the strategy, Teilkonzepte, versions and consultations."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.admin_base import Button, HistorisedAdmin, RecordAdmin
from common.removal import last_removal
from strategy.concept_steps import open_steps
from strategy.models import (
    ActionField,
    ActionFieldVision,
    Annex,
    AnnexFile,
    ConceptLink,
    Consultation,
    CouncilResolution,
    Indicator,
    IndicatorValue,
    Measure,
    MeasureField,
    Opinion,
    Release,
    StoredFile,
    StrategyVersion,
    SubConcept,
    SubConceptSection,
    Vision,
)
from strategy.services import fields as action_fields
from strategy.services import measures, visions
from strategy.services.fields import create_action_field, edit_action_field
from strategy.services.measures import create_measure, edit_measure
from strategy.services.removal import remove_node, restore_node
from strategy.services.sub_concepts import create_sub_concept, edit_sub_concept
from strategy.services.versions import HEAD_FIELDS, edit_version, start_version
from strategy.services.visions import create_vision, edit_vision


class NodeAdmin(HistorisedAdmin):
    """What stands in the tree of the site; its order and connections are set there."""

    export_leave_out = ["is_example", "version", "position"]
    parts = (ActionFieldVision, MeasureField, Indicator, IndicatorValue)
    create_node: Callable[..., Any]
    edit_node: Callable[..., Any]

    def create(self, values: Mapping[str, Any], *, by: Any, reason: str) -> Any:
        """Create the object with its address, as the last one."""
        return type(self).create_node(values, by=by, reason=reason)

    def edit(self, stored: Any, values: Mapping[str, Any], *, by: Any, reason: str) -> Any:
        """Change the object; what it is connected with stays."""
        return type(self).edit_node(stored, version=stored.version, content=values, by=by, reason=reason)

    def remove(self, obj: Any, *, by: Any, reason: str) -> None:
        """Remove the object with what belongs to it."""
        remove_node(obj, version=obj.version, by=by, reason=reason)

    def restore_deleted(self, obj: Any, *, by: Any, reason: str) -> Any:
        """Bring the object back with what belonged to it."""
        return restore_node(last_removal(self.model, obj.pk), by=by, reason=reason, instance=copy(obj))


@admin.register(Vision)
class VisionAdmin(NodeAdmin):
    """Zielbilder."""

    create_node, edit_node = staticmethod(create_vision), staticmethod(edit_vision)
    list_display = ["title", "slug"]
    list_filter = ["is_example"]
    search_fields = ["title", "text"]
    fields = visions.CONTENT


@admin.register(ActionField)
class ActionFieldAdmin(NodeAdmin):
    """Handlungsfelder."""

    create_node, edit_node = staticmethod(create_action_field), staticmethod(edit_action_field)
    list_display = ["name", "slug"]
    list_filter = ["is_example"]
    search_fields = ["name", "description"]
    fields = action_fields.CONTENT


@admin.register(Measure)
class MeasureAdmin(NodeAdmin):
    """Maßnahmen."""

    create_node, edit_node = staticmethod(create_measure), staticmethod(edit_measure)
    list_display = ["title", "organisation", "priority", "origin", "sub_concept"]
    list_filter = ["priority", "origin", "action_fields", "is_example"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["organisation", "sub_concept"]
    list_select_related = ["organisation", "sub_concept"]
    fields = measures.CONTENT


@admin.register(SubConcept)
class SubConceptAdmin(HistorisedAdmin):
    """Teilkonzepte; their sections are written on the site."""

    list_display = ["title", "body", "status", "slug"]
    list_filter = ["status", "body"]
    search_fields = ["title"]
    autocomplete_fields = ["body"]
    list_select_related = ["body"]
    readonly_fields = ["status"]
    fields = ["title", "body", "status"]
    export_leave_out = ["is_example", "version"]

    def create(self, values: Mapping[str, Any], *, by: Any, reason: str) -> SubConcept:
        """Create the Teilkonzept with its address."""
        return create_sub_concept(**values, by=by, reason=reason)

    def edit(self, stored: Any, values: Mapping[str, Any], *, by: Any, reason: str) -> SubConcept:
        """Change title and group."""
        return edit_sub_concept(stored, version=stored.version, **values, by=by, reason=reason)

    def get_buttons(self, request: HttpRequest, obj: Any) -> Sequence[Button]:
        """Offer the steps that this person may take now."""
        return [
            Button(step.slug, step.label, step.text, step.done, step.run, reason_required=step.reason_required)
            for step in open_steps(obj, request.user)
        ]


class PartAdmin(HistorisedAdmin):
    """What belongs to something else: to be read here, written on the pages of the site."""

    lists_deleted = False
    export_leave_out = ["version", "position"]


@admin.register(ActionFieldVision)
class ActionFieldVisionAdmin(PartAdmin):
    """Which Handlungsfeld serves which Zielbild."""

    list_display = ["action_field", "vision"]
    list_filter = ["vision"]
    search_fields = ["action_field__name", "vision__title"]
    list_select_related = ["action_field", "vision"]


@admin.register(MeasureField)
class MeasureFieldAdmin(PartAdmin):
    """Which Maßnahme underpins which Handlungsfeld."""

    list_display = ["measure", "action_field"]
    list_filter = ["action_field"]
    search_fields = ["measure__title", "action_field__name"]
    list_select_related = ["measure", "action_field"]


@admin.register(Indicator)
class IndicatorAdmin(PartAdmin):
    """Indicators of Maßnahmen."""

    list_display = ["name", "measure", "baseline", "target", "unit", "target_on"]
    search_fields = ["name", "measure__title"]
    list_select_related = ["measure"]


@admin.register(IndicatorValue)
class IndicatorValueAdmin(PartAdmin):
    """Measured values."""

    list_display = ["indicator", "measured_on", "value"]
    search_fields = ["indicator__name"]
    list_select_related = ["indicator"]


@admin.register(SubConceptSection)
class SubConceptSectionAdmin(PartAdmin):
    """Sections of Teilkonzepte."""

    list_display = ["heading", "sub_concept"]
    search_fields = ["heading", "text", "sub_concept__title"]
    list_select_related = ["sub_concept"]


@admin.register(ConceptLink)
class ConceptLinkAdmin(PartAdmin):
    """Connections between Teilkonzepte."""

    list_display = ["source", "kind", "target"]
    list_filter = ["kind"]
    search_fields = ["source__title", "target__title", "reason"]
    list_select_related = ["source", "target"]


@admin.register(StrategyVersion)
class StrategyVersionAdmin(HistorisedAdmin):
    """Versions of the strategy; their steps are taken on their page, which shows what has to be done before."""

    list_display = ["number", "title", "status", "is_public"]
    list_display_links = ["number", "title"]
    list_filter = ["status", "is_public", "is_example"]
    search_fields = ["number", "title", "introduction"]
    list_select_related = ["continues"]
    readonly_fields = ["page", "status", "continues"]
    fields = ["page", *HEAD_FIELDS, "status", "continues"]
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

    @admin.display(description="Seite")
    def page(self, strategy: StrategyVersion) -> SafeString:
        """Link to its page, where it is worked on."""
        return format_html('<a href="{}">{}</a>', strategy.get_absolute_url(), strategy)


@admin.register(Annex)
class AnnexAdmin(PartAdmin):
    """Annexes of versions."""

    list_display = ["title", "strategy", "position"]
    list_filter = ["strategy"]
    search_fields = ["title", "text"]
    list_select_related = ["strategy"]
    export_leave_out = ["version"]


@admin.register(AnnexFile)
class AnnexFileAdmin(PartAdmin):
    """Pictures and other files of annexes."""

    list_display = ["title", "annex", "stored", "position"]
    list_filter = ["annex__strategy"]
    search_fields = ["title", "description", "annex__title"]
    list_select_related = ["annex", "stored"]
    export_leave_out = ["version"]


@admin.register(StoredFile)
class StoredFileAdmin(RecordAdmin):
    """The files behind them, and by which hash they are known."""

    list_display = ["name", "content_type", "size", "sha256", "stored_at"]
    search_fields = ["name", "sha256"]
    date_hierarchy = "stored_at"
    fields = ["name", "content_type", "size", "sha256", "width", "height", "stored_at"]
    export_leave_out = ["file", "releases"]


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
