"""Addresses of the gap reports and the funnel."""

from django.urls import URLPattern, path

from smartcity.reports import views

app_name = "reports"

urlpatterns: list[URLPattern] = [
    path("strategie/luecken/", views.reports, name="overview"),
    path("strategie/luecken/<slug:slug>/", views.gap, name="gap"),
    path("strategie/trichter/<slug:slug>/", views.stage, name="stage"),
]
