"""Addresses of pilots, lists, reviews and tenders (DESIGN: Contract)."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from pilots.views import pilots

app_name = "pilots"


class PilotConverter(StringConverter):
    """The reference of a pilot: P-2021-003."""

    regex = r"P-\d{4}-\d{3,}"


register_converter(PilotConverter, "pilot")

urlpatterns: list[URLPattern] = [
    path("piloten/", pilots.pilot_list, name="list"),
    path("piloten/<pilot:reference>/", pilots.pilot_detail, name="detail"),
]
