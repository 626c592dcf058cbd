"""The admin of calls, ideas and what becomes of them. Statuses change by buttons that call the services."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.admin_base import Button, HistorisedAdmin, RecordAdmin
from ideas.call_selectors import answered_questions
from ideas.models import (
    AccessCode,
    Answer,
    Attachment,
    Call,
    CoAuthor,
    ConsentText,
    Contact,
    Idea,
    IdeaDraft,
    Inquiry,
    Merge,
    MergeMember,
    Question,
    Remark,
    SavedFilter,
    Uptake,
)
from ideas.models.ideas import CONTENT_FIELDS
from ideas.selectors import personal_answers_of
from ideas.services.calls import create_call, edit_call, obstacle, publish_call
from ideas.services.publication import publish_idea, unpublish_idea
from ideas.services.questions import refusal
from ideas.steps import STEPS, IdeaStep, consequences

WORK_FIELDS = ("organisation", "action_field", "body", "editor", "sponsor")
"""Whose an idea is, and who works on it."""
RECEIVED_FIELDS = ("reference", "call", "channel", "status", "submitter", "access_code", "submitted_at", "point")
PUBLIC_FIELDS = ("agrees_to_publication", "published_at", "is_winner")


@admin.register(Call)
class CallAdmin(HistorisedAdmin):
    """Calls; questions, codes and preview have pages of their own on the site."""

    list_display = ["title", "channel", "opens_at", "closes_at", "phase", "access"]
    list_filter = ["channel", "access", "is_example"]
    search_fields = ["title", "text"]
    date_hierarchy = "opens_at"
    readonly_fields = ["slug", "phase", "published_at"]
    exclude = ["picture", "picture_text"]  # checked and encoded anew on the page of the call
    export_leave_out = ["is_example", "version", "picture"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The channel decides about the form; it stays."""
        return [*self.readonly_fields, "channel"] if obj else self.readonly_fields

    def create(self, values: Mapping[str, Any], *, by: Any, reason: str) -> Call:
        """Create the call with its address."""
        return create_call(**values, by=by, reason=reason)

    def edit(self, stored: Any, values: Mapping[str, Any], *, by: Any, reason: str) -> Call:
        """Change the call."""
        return edit_call(stored, version=stored.version, content=values, by=by, reason=reason)

    def get_buttons(self, request: HttpRequest, obj: Any) -> Sequence[Button]:
        """Offer to publish a call that is ready."""
        if obstacle(obj):
            return ()
        return [
            Button(
                name="veroeffentlichen",
                label="Veröffentlichen",
                text=f"Der Aufruf erscheint. Einreichen können: {obj.get_access_display()}.",
                done="Der Aufruf ist veröffentlicht.",
                run=lambda call, by, **_: publish_call(call, by=by),
                asks_reason=False,
            )
        ]

    @admin.display(description="Stand")
    def phase(self, call: Call) -> str:
        """Show where the call stands now."""
        return str(call.phase().label)


@admin.register(Question)
class QuestionAdmin(HistorisedAdmin):
    """Extra questions of calls; what was answered stays."""

    list_display = ["label", "call", "kind", "position", "is_required", "is_public", "is_personal"]
    list_filter = ["call", "kind", "is_personal"]
    search_fields = ["label", "help_text", "call__title"]
    autocomplete_fields = ["call"]
    list_select_related = ["call"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A question stays with its call."""
        return ["call"] if obj else []

    def edit(self, stored: Any, values: Mapping[str, Any], *, by: Any, reason: str) -> Any:
        """Change the question, unless submitters relied on what it was."""
        before = Question.objects.get(pk=stored.pk)
        wanted = Question(**{**{name: getattr(before, name) for name in _names(Question)}, **values})
        if _is_answered(before) and (why := refusal(before, wanted)):
            raise ValidationError(why)
        return super().edit(stored, values, by=by, reason=reason)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only as long as nobody has answered it."""
        return super().has_delete_permission(request, obj) and (obj is None or not _is_answered(obj))


@admin.register(AccessCode)
class AccessCodeAdmin(HistorisedAdmin):
    """Access codes, and how often each was used."""

    list_display = ["code", "call", "note", "expires_at", "max_uses", "uses"]
    list_filter = ["call"]
    search_fields = ["code", "note", "call__title"]
    date_hierarchy = "expires_at"
    autocomplete_fields = ["call"]
    list_select_related = ["call"]
    fields = ["call", "code", "note", "expires_at", "max_uses"]
    export_fields = ["call", "code", "note", "expires_at", "max_uses", "uses"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessCode]:
        """Count the ideas that were handed in with each code."""
        handed_in = Count("ideas", filter=Q(ideas__reference__isnull=False))
        return super().get_queryset(request).annotate(number_of_uses=handed_in)

    @admin.display(description="benutzt", ordering="number_of_uses")
    def uses(self, code: Any) -> int:
        """Show how often it was used."""
        return int(code.number_of_uses)


@admin.register(ConsentText)
class ConsentTextAdmin(HistorisedAdmin):
    """Texts of consent: a new wording is a new one, because submitters agreed to the old one."""

    list_display = ["number", "valid_from"]
    search_fields = ["text"]
    date_hierarchy = "valid_from"
    lists_deleted = False


class HandedInAdmin(HistorisedAdmin):
    """What belongs to ideas. Drafts are nobody else's business, and neither are their histories."""

    lists_deleted = False  # nothing here is deleted by hand
    idea_lookup = "idea__"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave drafts out."""
        return super().get_queryset(request).filter(**{f"{self.idea_lookup}reference__isnull": False})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name the one idea: a list of all would be long, and there would be drafts in it."""
        if db_field.related_model is Idea:
            kwargs["widget"] = ForeignKeyRawIdWidget(db_field.remote_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the history of what the list shows."""
        self._find(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request: HttpRequest, object_id: str, version_id: str, *args: Any) -> HttpResponse:
        """Show an earlier state of what the list shows."""
        self._find(request, object_id)
        return super().history_form_view(request, object_id, version_id, *args)

    def _find(self, request: HttpRequest, object_id: str) -> None:
        if self.get_object(request, object_id) is None:
            raise Http404


@admin.register(Idea)
class IdeaAdmin(HandedInAdmin):
    """Ideas that were handed in. Who handed them in stands in the contacts, which can be deleted."""

    idea_lookup = ""
    list_display = ["reference", "title", "call", "status", "action_field", "editor", "submitted_at"]
    list_display_links = ["reference", "title"]
    list_filter = ["status", "channel", "call", "action_field", "is_winner", "is_example"]
    search_fields = ["reference", "title"]
    date_hierarchy = "submitted_at"
    list_select_related = ["call", "organisation", "submitter", "action_field", "body", "editor", "sponsor"]
    autocomplete_fields = WORK_FIELDS
    readonly_fields = (*RECEIVED_FIELDS, *PUBLIC_FIELDS, "page")
    export_fields = (
        *("reference", "title", "summary", "call", "channel", "status", "submitted_at"), *WORK_FIELDS, *PUBLIC_FIELDS
    )  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the texts that the form of its channel asks for."""
        content = CONTENT_FIELDS[obj.channel] if obj else ()
        texts = [name for name in content if name not in WORK_FIELDS]
        own = [
            (None, {"fields": ["page", *texts]}),
            ("Bearbeitung", {"fields": WORK_FIELDS}),
            ("Eingang", {"fields": RECEIVED_FIELDS}),
            ("Öffentlichkeit", {"fields": PUBLIC_FIELDS}),
        ]
        # The last one asks for the reason, where something may be changed.
        return own + [one for one in super().get_fieldsets(request, obj) if "change_reason" in one[1]["fields"]]

    def get_buttons(self, request: HttpRequest, obj: Any) -> Sequence[Button]:
        """Offer the steps that need no form, and to show the idea in the gallery or to take it out."""
        steps = [_step_button(obj, step) for step in STEPS if step.source == obj.status]
        if obj.published_at is not None:
            return [*steps, _button("zuruecknehmen", "Aus der Galerie nehmen", unpublish_idea)]
        if obj.gallery_obstacle:
            return steps
        return [*steps, _button("veroeffentlichen", "In der Galerie zeigen", publish_idea)]

    @admin.display(description="Seite")
    def page(self, idea: Idea) -> SafeString:
        """Link to its page, where it is worked on."""
        return format_html('<a href="{}">{}</a>', idea.get_absolute_url(), idea)


@admin.register(Attachment)
class AttachmentAdmin(HandedInAdmin):
    """Files of ideas; they are opened on the idea's page."""

    list_display = ["name", "idea", "kind", "content_type", "size", "uploaded_at"]
    list_filter = ["kind", "content_type"]
    search_fields = ["name", "idea__reference", "sha256"]
    date_hierarchy = "uploaded_at"
    list_select_related = ["idea", "question"]
    exclude = ["file"]
    export_leave_out = ["file"]


@admin.register(Answer)
class AnswerAdmin(HandedInAdmin):
    """Answers to ideas, prepared and published."""

    list_display = ["idea", "outcome", "prepared_by", "prepared_at", "published_at"]
    list_filter = ["outcome"]
    search_fields = ["idea__reference", "idea__title", "text"]
    date_hierarchy = "prepared_at"
    list_select_related = ["idea", "prepared_by"]
    readonly_fields = ["prepared_by", "prepared_at", "published_at"]
    export_leave_out = ["version"]


@admin.register(Uptake)
class UptakeAdmin(HandedInAdmin):
    """What of which idea went into which Teilkonzept."""

    list_display = ["idea", "sub_concept", "section", "extent", "passage"]
    list_filter = ["extent", "sub_concept"]
    search_fields = ["idea__reference", "idea__title", "sub_concept__title", "passage"]
    list_select_related = ["idea", "sub_concept"]


@admin.register(Inquiry)
class InquiryAdmin(HandedInAdmin):
    """Questions back to submitters."""

    list_display = ["idea", "due_on", "asked_by", "asked_at", "answered_at", "closed_at"]
    list_filter = ["due_on"]
    search_fields = ["idea__reference", "idea__title", "text"]
    date_hierarchy = "asked_at"
    list_select_related = ["idea", "asked_by"]
    readonly_fields = ["asked_by", "asked_at", "answered_at", "closed_at"]


@admin.register(Remark)
class RemarkAdmin(HandedInAdmin):
    """Internal remarks."""

    list_display = ["idea", "__str__", "by", "at"]
    search_fields = ["idea__reference", "idea__title", "text"]
    date_hierarchy = "at"
    list_select_related = ["idea", "by"]
    readonly_fields = ["by", "at"]


class MergeMemberInline(admin.TabularInline):  # type: ignore[type-arg]
    """The ideas of a merge or split."""

    model = MergeMember
    extra = 0


@admin.register(Merge)
class MergeAdmin(HistorisedAdmin):
    """Ideas that became one, or several."""

    list_display = ["__str__", "kind", "by", "at", "undone_at"]
    list_filter = ["kind"]
    search_fields = ["reason", "members__idea__reference"]
    date_hierarchy = "at"
    list_select_related = ["by"]
    readonly_fields = ["by", "at", "undone_at", "undo_reason"]
    inlines = [MergeMemberInline]
    lists_deleted = False
    export_leave_out = ["origins"]


@admin.register(MergeMember)
class MergeMemberAdmin(HandedInAdmin):
    """Which idea had which part in which merge."""

    list_display = ["idea", "merge", "is_result", "status_before"]
    list_filter = ["is_result", "merge__kind"]
    search_fields = ["idea__reference", "idea__title"]
    list_select_related = ["idea", "merge"]


class PersonalAdmin(RecordAdmin):
    """Who handed ideas in. It has no history and is deleted on the idea's page, so that nothing is left of it."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out who has not handed in yet."""
        return super().get_queryset(request).filter(idea__reference__isnull=False)


@admin.register(Contact)
class ContactAdmin(PersonalAdmin):
    """Contact data."""

    list_display = ["idea", "name", "email", "organisation_name", "consent"]
    list_display_links = ["idea", "name"]
    list_filter = ["consent"]
    search_fields = ["idea__reference", "name", "email", "organisation_name"]
    date_hierarchy = "consented_at"
    list_select_related = ["idea", "consent"]
    fields = ["idea", "name", "email", "phone", "organisation_name", "personal_answers", "consent", "consented_at"]
    readonly_fields = ["personal_answers"]
    export_leave_out = ["answers"]

    @admin.display(description="personenbezogene Antworten")
    def personal_answers(self, contact: Contact) -> SafeString:
        """Show each question with its answer."""
        answers = ((one.question.label, one.text) for one in personal_answers_of(contact.idea))
        return format_html_join("", "<p>{}: {}</p>", answers)


@admin.register(CoAuthor)
class CoAuthorAdmin(PersonalAdmin):
    """Who wrote ideas along."""

    list_display = ["idea", "name", "email", "confirmed_at", "declined_at"]
    list_display_links = ["idea", "name"]
    search_fields = ["idea__reference", "name", "email"]
    date_hierarchy = "confirmed_at"
    list_select_related = ["idea"]
    fields = ["idea", "name", "email", "confirmed_at", "declined_at"]
    export_leave_out = ["token"]


@admin.register(IdeaDraft)
class IdeaDraftAdmin(RecordAdmin):
    """That drafts wait, and since when; the texts are nobody else's business."""

    list_display = ["id", "call", "updated_at"]
    list_filter = ["idea__call"]
    search_fields = ["idea__call__title"]
    date_hierarchy = "updated_at"
    list_select_related = ["idea__call"]
    fields = ["call", "updated_at"]
    export_fields = ["id", "call", "updated_at"]

    @admin.display(description="Aufruf", ordering="idea__call__title")
    def call(self, draft: IdeaDraft) -> Call:
        """Show the call."""
        return draft.idea.call


@admin.register(SavedFilter)
class SavedFilterAdmin(RecordAdmin):
    """Filters of the register that somebody gave a name."""

    list_display = ["name", "owner"]
    search_fields = ["name", "owner__name", "owner__email"]
    list_select_related = ["owner"]


def _step_button(idea: Idea, step: IdeaStep) -> Button:
    """Return a step as the site offers it."""
    text = " ".join(consequences(idea, step))
    return Button(name=step.slug, label=step.label, text=text, done=step.done, run=step.run)


def _button(name: str, label: str, run: Any) -> Button:
    """Return a button without a reason, for a service that takes the idea and who does it."""
    return Button(
        name=name,
        label=label,
        text=f"Soll das geschehen: {label}?",
        done="Das ist geschehen.",
        run=lambda obj, by, **_: run(obj, by=by),
        asks_reason=False,
    )


def _is_answered(question: Question) -> bool:
    return question.pk in answered_questions(question.call)


def _names(model: type[Question]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields]
