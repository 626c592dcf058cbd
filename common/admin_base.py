"""What the admin of every room stands on: export, buttons that call services, history with reasons, no lost updates."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import slugify
from import_export.admin import ExportMixin
from import_export.forms import ExportForm
from import_export.resources import Resource
from rules.contrib.admin import ObjectPermissionsModelAdmin
from simple_history.admin import SimpleHistoryAdmin

from common.admin_forms import RESTORED, HistorisedForm, ReasonForm
from common.exports import CsvFormat, ExcelFormat, resource_of
from common.history import delete_with_reason, save_with_reason
from common.timeline import CHANGED, DELETED, Watched, timeline
from common.transitions import TransitionError
from common.versions import VersionedModel, save_version

GERMAN_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
"""How file names spell what not every system can."""

DELETED_SHOWN = 50
"""How many deleted objects are listed."""


@dataclass(frozen=True, slots=True)
class Button:
    """A step that the page of one object offers; it asks on a page of its own before it is done.

    ``run`` gets the object and the keywords ``by`` and ``reason``; ``done`` is the sentence shown afterwards.
    """

    name: str
    label: str
    text: str
    done: str
    run: Callable[..., Any]
    asks_reason: bool = True
    reason_required: bool = False


def moment(at: datetime) -> str:
    """Return a point in time in German, for columns and fields that the admin itself cannot name."""
    return f"{timezone.localtime(at):%d.%m.%Y, %H:%M} Uhr"


def withdraw(*models_: type[models.Model]) -> None:
    """Take models out of the admin that their packages register by themselves."""
    for model in models_:
        import_module(f"{apps.get_app_config(model._meta.app_label).name}.admin")
        admin.site.unregister(model)


class ListExportForm(ExportForm):
    """Asks for the format of an export; Excel unless another one is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = self.fields["format"].choices[1:]


class BaseAdmin(ExportMixin, ObjectPermissionsModelAdmin):
    """A model in the admin: export of the list as it is filtered, buttons on the page of one object."""

    list_per_page = 50
    show_full_result_count = False
    formats = (ExcelFormat, CsvFormat)
    export_form_class = ListExportForm
    export_leave_out: Sequence[str] = ()
    """Fields that no export holds."""
    export_fields: Sequence[str] = ()
    """The columns of an export: fields, or methods of this admin; empty: every field but those left out."""
    refusals: tuple[type[Exception], ...] = (TransitionError,)
    """What services raise when they refuse something; the messages are German sentences."""

    def get_export_formats(self) -> Sequence[type]:
        """Offer Excel and CSV."""
        return self.formats

    def get_resource_classes(self, request: HttpRequest) -> list[type[Resource]]:
        """Export what this admin says."""
        fields = self.model._meta.concrete_fields
        names = self.export_fields or [field.name for field in fields if field.name not in self.export_leave_out]
        return [resource_of(self, names)]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whoever sees the list may take it along."""
        return self.has_view_permission(request)

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        """Return a German name with today's date."""
        name = slugify(str(self.opts.verbose_name_plural).lower().translate(GERMAN_LETTERS))
        return f"{name}-{timezone.localdate():%Y-%m-%d}.{file_format.get_extension()}"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer no deleting of many at once: each names its reason."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_buttons(self, request: HttpRequest, obj: models.Model) -> Sequence[Button]:
        """Return the steps that this person may take with this object now."""
        return ()

    def get_urls(self) -> list[URLPattern]:
        """Add the page of each button."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_button"
        view = self.admin_site.admin_view(self.button_view)
        return [path("<path:object_id>/schritt/<str:button>/", view, name=name), *super().get_urls()]

    def button_view(self, request: HttpRequest, object_id: str, button: str) -> HttpResponse:
        """Ask before a step, and take it."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        back = redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", quote(obj.pk))
        chosen = next((one for one in self.get_buttons(request, obj) if one.name == button), None)
        if chosen is None:
            messages.error(request, "Dieser Schritt ist jetzt nicht möglich. Der Stand hat sich vielleicht geändert.")
            return back
        data = request.POST if request.method == "POST" else None
        form = ReasonForm(data, reason_required=chosen.reason_required)
        if not form.is_valid():
            context = {"button": chosen, "form": form, "object": obj, "opts": self.opts, "title": chosen.label}
            context = {**self.admin_site.each_context(request), **context}
            return TemplateResponse(request, "admin/button.html", context)
        self.press(request, chosen, obj, reason=form.cleaned_data["reason"])
        return back

    def press(self, request: HttpRequest, button: Button, obj: models.Model, *, reason: str) -> None:
        """Take the step and say what came of it."""
        try:
            with transaction.atomic():
                button.run(obj, by=request.user, reason=reason)
        except self.refusals as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, button.done)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the buttons above the form."""
        obj: Any = kwargs.get("obj")
        info = f"admin:{self.opts.app_label}_{self.opts.model_name}_button"
        context["buttons"] = [
            (reverse(info, args=[quote(obj.pk), button.name]), button.label)
            for button in (self.get_buttons(request, obj) if obj else ())
        ]
        return super().render_change_form(request, context, **kwargs)


class HistorisedAdmin(BaseAdmin, SimpleHistoryAdmin):
    """A model with history: each change names its reason, respects what others saved, and can be taken back."""

    form = HistorisedForm
    object_history_list_template = "admin/history_list.html"
    import_export_change_list_template = "admin/historised_change_list.html"
    parts: Sequence[type[models.Model]] = ()
    """What goes with an object that is deleted; nobody needs a right of its own for that."""
    lists_deleted = True
    """Whether deleted objects are listed, so that they can be brought back."""

    def create(self, values: Mapping[str, Any], *, by: Any, reason: str) -> models.Model:
        """Make an object of what was entered, and return it. Override it where a service does that."""
        return save_with_reason(self.model(**values), by=by, reason=reason)

    def edit(self, stored: models.Model, values: Mapping[str, Any], *, by: Any, reason: str) -> models.Model:
        """Change the stored, locked object and return it. Override it where a service does that."""
        for name, value in values.items():
            setattr(stored, name, value)
        if isinstance(stored, VersionedModel):
            return save_version(stored, loaded=stored.version, by=by, reason=reason)
        return save_with_reason(stored, by=by, reason=reason)

    def restore_deleted(self, obj: models.Model, *, by: Any, reason: str) -> models.Model:
        """Bring back an object that was deleted, with its old id. Override it where that needs more."""
        return save_with_reason(obj, by=by, reason=reason)

    def remove(self, obj: models.Model, *, by: Any, reason: str) -> None:
        """Delete an object. Override it where a service does that."""
        delete_with_reason(obj, by=by, reason=reason)

    def write(self, request: HttpRequest, form: HistorisedForm) -> models.Model:
        """Do what the form says, through :meth:`create`, :meth:`edit` or :meth:`restore_deleted`."""
        if not form.is_change:
            return self.create(form.values, by=request.user, reason=form.reason)
        if form.stored is None:
            return self.restore_deleted(form.instance, by=request.user, reason=form.reason)
        stored = type(form.instance)._default_manager.get(pk=form.stored.pk)
        if all(getattr(stored, name) == value for name, value in form.values.items()):
            return stored
        return self.edit(stored, form.values, by=request.user, reason=form.reason)

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form, tied to :meth:`write`; on the page of an earlier state it proposes a reason."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.write = partial(self.write, request)
        form.refusals = self.refusals
        if "change_reason" in form.base_fields and _is_earlier_state(request):
            # A copy: forms of one class share their fields, from one request to the next.
            form.base_fields["change_reason"] = copy(form.base_fields["change_reason"])
            form.base_fields["change_reason"].initial = RESTORED
        return form

    def get_urls(self) -> list[URLPattern]:
        """Add the list of deleted objects."""
        if not self.lists_deleted:
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}_deleted"
        return [path("geloescht/", self.admin_site.admin_view(self.deleted_view), name=name), *super().get_urls()]

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """List what was deleted last; each entry leads to its history, where it can be brought back."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        records = self.model.history.filter(history_type=DELETED)
        gone = records.exclude(id__in=self.model.objects.values("pk"))
        title = f"Gelöscht: {self.opts.verbose_name_plural}"
        context = {"records": gone[:DELETED_SHOWN], "opts": self.opts, "title": title}
        context |= self.admin_site.each_context(request)
        return TemplateResponse(request, "admin/deleted_list.html", context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the history, unless what the object belonged to is gone."""
        _check_key(self.model, unquote(object_id))
        try:
            return super().history_view(request, object_id, extra_context)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """Return the model's fields; :meth:`get_fieldsets` adds the form's own."""
        return [name for name in super().get_fields(request, obj) if name not in HistorisedForm.declared_fields]

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """Ask for the reason of a change at the end of the form."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, (None, {"fields": list(HistorisedForm.declared_fields)})]

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """Write through :meth:`write`, and give the admin the object as it is stored now."""
        obj.pk = self.write(request, form).pk
        obj._state.adding = False
        obj.refresh_from_db()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the rows of an inline with the reason of the whole change."""
        instances = formset.save(commit=False)
        for gone in formset.deleted_objects:
            delete_with_reason(gone, by=request.user, reason=form.reason)
        for instance in instances:
            save_with_reason(instance, by=request.user, reason=form.reason)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        """Delete with the reason that was given on the page that asks."""
        reason = request.POST.get("reason", "").strip() or "In der Verwaltung gelöscht"
        self.remove(obj, by=request.user, reason=reason)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Ask for a reason too, and say what a service refuses."""
        context = {"reason_form": ReasonForm(reason_required=True), **(extra_context or {})}
        try:
            return super().delete_view(request, object_id, context)
        except self.refusals as refusal:
            messages.error(request, str(refusal))
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[str], Any]:
        """Return what would be deleted, and which rights for it are missing; none for ``parts``."""
        found, count, missing, protected = super().get_deleted_objects(objs, request)
        return found, count, missing - {str(part._meta.verbose_name) for part in self.parts}, protected

    def set_history_delta_changes(self, request: HttpRequest, historical_records: Any, **kwargs: Any) -> None:
        """Give each history row on the page its changes in words, as the page *Verlauf* of the site shows them."""
        tracked = self.model.history.model.tracked_fields
        fields = [field.name for field in tracked if field.name not in ("id", "version")]
        watched = Watched(self.model, models.Q(id__in={record.id for record in historical_records}), fields)
        steps = timeline([watched], offset=historical_records.start_index() - 1, limit=len(historical_records))
        changes = {step.history_id: step.changes for step in steps if step.kind == CHANGED}
        for record in historical_records:
            record.history_delta_changes = changes.get(record.history_id, ())

    @transaction.atomic
    def history_form_view(self, request: HttpRequest, object_id: str, version_id: str, *args: Any) -> HttpResponse:
        """Show an earlier state and restore it, unless what the object belonged to is gone."""
        _check_key(self.model, unquote(object_id))
        _check_key(self.model.history.model, version_id)
        try:
            return super().history_form_view(request, object_id, version_id, *args)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    def history_form_view_title(self, request: HttpRequest, obj: models.Model) -> str:
        """Name the page of an earlier state."""
        return f"Früherer Stand: {obj}"


class RecordAdmin(BaseAdmin):
    """Rows that the system writes: to be read, searched and exported."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return ``False``."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return ``False``."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return ``False``."""
        return False


def _check_key(model: type[models.Model], key: str) -> None:
    """Raise ``Http404`` for what cannot be a key of the model ("abc"): pages of the history would ask the database."""
    try:
        model._meta.pk.to_python(key)
    except ValidationError as error:
        raise Http404 from error


def _is_earlier_state(request: HttpRequest) -> bool:
    return bool(request.resolver_match and (request.resolver_match.url_name or "").endswith("_simple_history"))
