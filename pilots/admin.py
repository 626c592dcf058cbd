"""The admin of pilots, lists and tenders. Statuses change by buttons that call the services.

Reviews and scores are not registered: nobody but their reviewer reads them one by one (``pilots/rules.py``).
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.admin_base import Button, HistorisedAdmin, RecordAdmin
from pilots.enums import ListStatus, PilotStatus
from pilots.models import (
    Condition,
    Cost,
    Criterion,
    Entry,
    MeasureSource,
    Partner,
    Pilot,
    PilotFile,
    PilotList,
    ProgressReport,
    Proposal,
    Referral,
    Release,
    Resolution,
    Reviewer,
    Source,
    Tender,
    TenderStep,
)
from pilots.models.pilots import PROFILE_FIELDS
from pilots.services.lists import close_review, create_list, edit_list, open_review, reopen_review
from pilots.services.pilots import create_pilot, edit_profile
from pilots.services.statuses import publish_pilot, unpublish_pilot
from pilots.services.tenders import CONTENT as TENDER_CONTENT
from pilots.services.tenders import delete_tender, edit_tender, move_tender, propose_tender, restore_tender
from pilots.steps import open_steps
from pilots.tender_steps import open_moves


class PartAdmin(HistorisedAdmin):
    """What belongs to a pilot, a list or a tender: to be read here, written on the pages of the site."""

    lists_deleted = False


@admin.register(Pilot)
class PilotAdmin(HistorisedAdmin):
    """Pilots; partners, costs and files are edited on their page."""

    list_display = ["reference", "title", "status", "action_field", "lead", "sponsor"]
    list_display_links = ["reference", "title"]
    list_filter = ["status", "action_field", "is_quick_win", "is_example"]
    search_fields = ["reference", "title"]
    list_select_related = ["action_field", "lead", "sponsor"]
    autocomplete_fields = ["lead", "sponsor"]
    readonly_fields = ["page", "reference", "status", "resubmit_on", "published_at"]
    fields = ["page", *PROFILE_FIELDS, "reference", "status", "resubmit_on", "published_at"]
    export_leave_out = ["is_example", "version", "search"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new pilot has no number and no page yet."""
        return self.fields if obj else PROFILE_FIELDS

    def create(self, values: Mapping[str, Any], *, by: Any, reason: str) -> Pilot:
        """Create the pilot with its number."""
        return create_pilot(values, by=by, reason=reason)

    def edit(self, stored: Any, values: Mapping[str, Any], *, by: Any, reason: str) -> Pilot:
        """Change the profile."""
        return edit_profile(stored, version=stored.version, profile=values, by=by, reason=reason)

    def get_buttons(self, request: HttpRequest, obj: Any) -> Sequence[Button]:
        """Offer the steps that are open, and to publish the pilot or to take its public page back."""
        steps = [
            Button(
                name=step.slug,
                label=step.label,
                text=step.text,
                done=step.done,
                run=step.run,
                reason_required=step.reason_required,
            )
            for step in open_steps(obj)
        ]
        if obj.published_at is not None:
            return [*steps, _button("zuruecknehmen", "Veröffentlichung zurücknehmen", unpublish_pilot)]
        if obj.status in PilotStatus.approved():
            return [*steps, _button("veroeffentlichen", "Veröffentlichen", publish_pilot)]
        return steps

    @admin.display(description="Seite")
    def page(self, pilot: Pilot) -> SafeString:
        """Link to its page, where it is worked on."""
        return format_html('<a href="{}">{}</a>', pilot.get_absolute_url(), pilot)


@admin.register(Partner)
class PartnerAdmin(PartAdmin):
    """Which organisations take part in which pilot."""

    list_display = ["pilot", "organisation"]
    search_fields = ["pilot__reference", "pilot__title", "organisation__name"]
    list_select_related = ["pilot", "organisation"]


@admin.register(Cost)
class CostAdmin(PartAdmin):
    """What pilots cost, by year."""

    list_display = ["pilot", "year", "amount", "funding_percent"]
    list_filter = ["year"]
    search_fields = ["pilot__reference", "pilot__title"]
    list_select_related = ["pilot"]


@admin.register(Source)
class SourceAdmin(PartAdmin):
    """Which ideas pilots came from."""

    list_display = ["pilot", "idea"]
    search_fields = ["pilot__reference", "pilot__title", "idea__reference", "idea__title"]
    list_select_related = ["pilot", "idea"]
    raw_id_fields = ["idea"]  # a list of all would hold drafts
    export_leave_out = ["fields"]


@admin.register(MeasureSource)
class MeasureSourceAdmin(PartAdmin):
    """Which ideas and pilots stand behind the Maßnahmen of the strategy."""

    list_display = ["measure", "idea", "pilot"]
    search_fields = ["measure__title", "idea__reference", "pilot__reference", "reason"]
    list_select_related = ["measure", "idea", "pilot"]
    raw_id_fields = ["idea", "pilot"]  # a list of all would hold drafts
    export_leave_out = ["version"]


@admin.register(PilotFile)
class PilotFileAdmin(PartAdmin):
    """Files of pilots; they are opened on the pilot's page."""

    list_display = ["name", "pilot", "kind", "content_type", "size", "uploaded_at"]
    list_filter = ["kind", "content_type"]
    search_fields = ["name", "pilot__reference", "sha256"]
    date_hierarchy = "uploaded_at"
    list_select_related = ["pilot", "report"]
    exclude = ["file"]
    export_leave_out = ["file"]


@admin.register(PilotList)
class PilotListAdmin(HistorisedAdmin):
    """Lists of pilots; entries and criteria are edited on their page."""

    list_display = ["__str__", "status", "budget", "review_from", "review_until"]
    list_filter = ["status", "is_example"]
    search_fields = ["meeting__body__name", "slug"]
    list_select_related = ["meeting__body"]
    autocomplete_fields = ["meeting"]
    readonly_fields = ["page", "status"]
    fields = ["introduction", "budget", "review_from", "review_until", "names_are_shown"]
    export_leave_out = ["is_example", "version"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new list asks for its meeting only."""
        return ["page", "status", *self.fields] if obj else ["meeting"]

    def create(self, values: Mapping[str, Any], *, by: Any, reason: str) -> PilotList:
        """Create the list with its address and the criteria of the template."""
        return create_list(values["meeting"], by=by)

    def edit(self, stored: Any, values: Mapping[str, Any], *, by: Any, reason: str) -> PilotList:
        """Change the head."""
        return edit_list(stored, version=stored.version, head=values, by=by, reason=reason)

    def get_buttons(self, request: HttpRequest, obj: Any) -> Sequence[Button]:
        """Offer the step that follows."""
        return [button for status, button in LIST_BUTTONS if status == obj.status]

    @admin.display(description="Seite")
    def page(self, pilot_list: PilotList) -> SafeString:
        """Link to its page, where it is worked on."""
        return format_html('<a href="{}">{}</a>', pilot_list.get_absolute_url(), pilot_list)


LIST_BUTTONS = (
    (
        ListStatus.DRAFT,
        Button(
            name="oeffnen",
            label="Bewertung eröffnen",
            text="Der Stand der Liste wird festgehalten; alle Stimmberechtigten bekommen eine E-Mail.",
            done="Die Bewertung ist eröffnet.",
            run=lambda one, by, **_: open_review(one, by=by),
            asks_reason=False,
        ),
    ),
    (
        ListStatus.IN_REVIEW,
        Button(
            name="schliessen",
            label="Bewertung schließen",
            text="Niemand kann danach noch bewerten. Was nicht abgegeben ist, zählt nicht.",
            done="Die Bewertung ist geschlossen.",
            run=lambda one, by, **_: close_review(one, by=by),
            asks_reason=False,
        ),
    ),
    (
        ListStatus.CLOSED,
        Button(
            name="fortsetzen",
            label="Bewertung fortsetzen",
            text="Die Stimmberechtigten können wieder bewerten, bis die Frist endet.",
            done="Die Bewertung geht weiter.",
            run=lambda one, by, reason: reopen_review(one, by=by, reason=reason),
            reason_required=True,
        ),
    ),
)
"""Status of a list, and the step that leads on from it; deciding needs its own page."""


@admin.register(Criterion)
class CriterionAdmin(PartAdmin):
    """By what lists are reviewed."""

    list_display = ["name", "list", "weight", "position"]
    search_fields = ["name", "explanation", "list__slug"]
    list_select_related = ["list__meeting__body"]


@admin.register(Entry)
class EntryAdmin(PartAdmin):
    """Which pilots stand on which list."""

    list_display = ["pilot", "list", "position"]
    search_fields = ["pilot__reference", "pilot__title", "list__slug"]
    list_select_related = ["pilot", "list__meeting__body"]
    exclude = ["released"]
    export_leave_out = ["released"]


@admin.register(Reviewer)
class ReviewerAdmin(PartAdmin):
    """Who reviews which list, and who has handed in; not what they say."""

    list_display = ["user", "list", "handed_in_at", "reminded_days"]
    search_fields = ["user__name", "user__email", "list__slug"]
    list_select_related = ["user", "list__meeting__body"]


@admin.register(Release)
class ReleaseAdmin(RecordAdmin):
    """Frozen states of lists, and by which hash they are known."""

    list_display = ["list", "kind", "at", "by", "sha256"]
    list_filter = ["kind"]
    search_fields = ["list__slug", "sha256"]
    date_hierarchy = "at"
    list_select_related = ["list__meeting__body", "by"]
    fields = ["list", "kind", "at", "by", "sha256"]
    export_leave_out = ["content"]


@admin.register(Proposal)
class ProposalAdmin(PartAdmin):
    """Beschlussvorlagen; their texts are written on their page."""

    list_display = ["__str__", "list", "submitter", "subject"]
    search_fields = ["number", "subject", "list__slug"]
    list_select_related = ["list__meeting__body"]
    export_leave_out = ["version"]


@admin.register(Referral)
class ReferralAdmin(PartAdmin):
    """Which bodies Beschlussvorlagen go through."""

    list_display = ["meeting", "list", "competence", "outcome"]
    list_filter = ["competence"]
    search_fields = ["meeting__body__name", "list__slug", "outcome"]
    list_select_related = ["meeting__body", "list__meeting__body"]


@admin.register(Resolution)
class ResolutionAdmin(PartAdmin):
    """What the board decided on each pilot."""

    list_display = ["entry", "outcome", "decision", "resubmit_on"]
    list_filter = ["outcome"]
    search_fields = ["entry__pilot__reference", "entry__pilot__title", "decision__reference", "reason"]
    date_hierarchy = "resubmit_on"
    list_select_related = ["entry__pilot", "decision__point", "corrects__entry__pilot"]


@admin.register(Condition)
class ConditionAdmin(PartAdmin):
    """Conditions of decisions, tracked until they are met."""

    list_display = ["__str__", "resolution", "organisation", "due_on", "met_on"]
    list_filter = ["due_on"]
    search_fields = ["text", "resolution__entry__pilot__reference", "organisation__name"]
    date_hierarchy = "due_on"
    list_select_related = ["resolution__entry__pilot", "organisation"]


@admin.register(Tender)
class TenderAdmin(HistorisedAdmin):
    """Tenders; steps are edited on their page."""

    list_display = ["subject", "pilot", "status", "priority", "sponsor"]
    list_filter = ["status", "priority", "is_example"]
    search_fields = ["subject", "pilot__reference", "pilot__title"]
    list_select_related = ["pilot", "sponsor"]
    autocomplete_fields = ["pilot", "sponsor"]
    readonly_fields = ["status"]
    fields = ["pilot", *TENDER_CONTENT, "status"]
    export_leave_out = ["is_example", "version", "position"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new tender has no status and no result yet."""
        return self.fields if obj else ["pilot", "subject", "priority", "sponsor"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A tender stays with its pilot."""
        return ["pilot", "status"] if obj else ["status"]

    def create(self, values: Mapping[str, Any], *, by: Any, reason: str) -> Tender:
        """Propose the tender of the pilot."""
        content = {name: value for name, value in values.items() if name != "pilot"}
        return propose_tender(values["pilot"], content, by=by)

    def edit(self, stored: Any, values: Mapping[str, Any], *, by: Any, reason: str) -> Tender:
        """Change the tender, but not its steps."""
        return edit_tender(stored, version=stored.version, content=values, by=by, reason=reason)

    def remove(self, obj: Any, *, by: Any, reason: str) -> None:
        """Delete the tender; its pilot is no longer in tender."""
        delete_tender(obj, by=by, reason=reason)

    def restore_deleted(self, obj: Any, *, by: Any, reason: str) -> Tender:
        """Bring the tender back; its pilot is in tender again."""
        return restore_tender(obj, by=by, reason=reason)

    def get_buttons(self, request: HttpRequest, obj: Any) -> Sequence[Button]:
        """Offer the steps that are open; it is awarded once its result is written down."""
        return [
            Button(
                name=move.slug,
                label=move.label,
                text=move.text,
                done="Der Stand der Ausschreibung ist gespeichert.",
                run=partial(_move, to=move.to),
                reason_required=move.reason_required,
            )
            for move in open_moves(obj)
            if obj.result or not move.asks_result
        ]


@admin.register(TenderStep)
class TenderStepAdmin(PartAdmin):
    """Steps of tenders with their dates."""

    list_display = ["name", "tender", "planned_on", "done_on"]
    search_fields = ["name", "tender__subject"]
    date_hierarchy = "planned_on"
    list_select_related = ["tender"]


@admin.register(ProgressReport)
class ProgressReportAdmin(PartAdmin):
    """How far pilots are."""

    list_display = ["pilot", "reported_on", "percent", "is_public", "by"]
    list_filter = ["is_public"]
    search_fields = ["pilot__reference", "pilot__title", "text"]
    date_hierarchy = "reported_on"
    list_select_related = ["pilot", "by"]
    readonly_fields = ["by"]


def _button(name: str, label: str, run: Any) -> Button:
    """Return a button without a reason, for a service that takes the pilot and who does it."""
    return Button(
        name=name,
        label=label,
        text=f"Soll das geschehen: {label}?",
        done="Das ist geschehen.",
        run=lambda obj, by, **_: run(obj, by=by),
        asks_reason=False,
    )


def _move(tender: Tender, *, by: Any, reason: str, to: str) -> Tender:
    return move_tender(tender, to, by=by, reason=reason, result=tender.result)
