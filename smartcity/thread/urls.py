"""Addresses of the red thread: below that of the object whose thread it is."""

from django.urls import URLPattern, path

from smartcity.thread import views

app_name = "thread"

urlpatterns: list[URLPattern] = [
    path("workshops/<slug:slug>/faden/<int:pk>/", views.point_thread, name="point"),
    path("ideen/<idea:reference>/faden/", views.idea_thread, name="idea"),
    path("piloten/<pilot:reference>/faden/", views.pilot_thread, name="pilot"),
    path("beschluesse/<slug:reference>/faden/", views.decision_thread, name="decision"),
    path("strategie/massnahmen/<slug:slug>/faden/", views.measure_thread, name="measure"),
    path("meilensteine/<milestone:reference>/faden/", views.milestone_thread, name="milestone"),
]
