"""Addresses of ideas (DESIGN: Contract)."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from ideas.views import detail, from_point

app_name = "ideas"


class ReferenceConverter(StringConverter):
    """The reference of an idea: I-2020-0042."""

    regex = r"I-\d{4}-\d{4,}"


register_converter(ReferenceConverter, "idea")

urlpatterns: list[URLPattern] = [
    path("aus-protokollzeile/<int:pk>/", from_point.create_from_point, name="create_from_point"),
    path("<idea:reference>/", detail.idea_detail, name="detail"),
    path("<idea:reference>/eingereicht/", detail.idea_first_text, name="first_text"),
    path("<idea:reference>/verlauf/", detail.idea_history, name="history"),
]
