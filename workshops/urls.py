"""Addresses of meetings, protocols, tasks and decisions."""

from django.urls import URLPattern

app_name = "workshops"

urlpatterns: list[URLPattern] = []
