"""The project's own app and its admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SmartcityConfig(AppConfig):
    """Pages and commands that need every app."""

    name = "smartcity"
    verbose_name = "SMARTCity Gera"


class SmartcityAdminConfig(AdminConfig):
    """Django's admin with this project's site (sign-in through allauth, German headings)."""

    default_site = "smartcity.admin_site.SmartcityAdminSite"
