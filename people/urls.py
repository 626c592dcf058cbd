"""Addresses of the account area."""

from django.urls import include, path
from django.views.generic import RedirectView

account_patterns = ([path("", RedirectView.as_view(pattern_name="account_login"), name="account")], "people")

urlpatterns = [
    path("", include(account_patterns)),
    path("", include("allauth.urls")),
]
