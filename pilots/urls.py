"""Addresses of pilots, lists, reviews and tenders (DESIGN: Contract)."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from pilots.views import list_parts, list_steps, lists, pilots, reviews

app_name = "pilots"


class PilotConverter(StringConverter):
    """The reference of a pilot: P-2021-003."""

    regex = r"P-\d{4}-\d{3,}"


register_converter(PilotConverter, "pilot")

urlpatterns: list[URLPattern] = [
    path("piloten/", pilots.pilot_list, name="list"),
    path("piloten/listen/", lists.lists, name="lists"),
    path("piloten/listen/neu/", lists.list_create, name="list_create"),
    path("piloten/listen/<slug:slug>/", lists.list_detail, name="list_detail"),
    path("piloten/listen/<slug:slug>/bearbeiten/", lists.list_edit, name="list_edit"),
    path("piloten/listen/<slug:slug>/eintraege/", list_parts.list_entries, name="list_entries"),
    path("piloten/listen/<slug:slug>/kriterien/", list_parts.list_criteria, name="list_criteria"),
    path("piloten/listen/<slug:slug>/schritt/<slug:step>/", list_steps.list_step, name="list_step"),
    path("piloten/listen/<slug:slug>/verlauf/", lists.list_history, name="list_history"),
    path("piloten/listen/<slug:slug>/bewerten/", reviews.review, name="review"),
    path("piloten/listen/<slug:slug>/bewerten/tabelle/", reviews.review_table, name="review_table"),
    path("piloten/listen/<slug:slug>/bewerten/abgeben/", reviews.review_hand_in, name="review_hand_in"),
    path("piloten/listen/<slug:slug>/bewerten/zurueckholen/", reviews.review_take_back, name="review_take_back"),
    path("piloten/listen/<slug:slug>/bewerten/<pilot:reference>/", reviews.review_entry, name="review_entry"),
    path("piloten/<pilot:reference>/", pilots.pilot_detail, name="detail"),
]
