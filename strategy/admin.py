"""The admin of Handlungsfelder and Teilkonzepte."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from common.admin_base import HistorisedAdmin
from strategy.models import ActionField, SubConcept
from strategy.services.sub_concepts import create_sub_concept


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
