"""The project's own app and its admin site."""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig

from smartcity.example_data.clock import stay_on


class SmartcityConfig(AppConfig):
    """Pages and commands that need every app."""

    name = "smartcity"
    verbose_name = "SMARTCity Gera"

    def ready(self) -> None:
        """Let a demonstration stand on its day, and show thread and gap reports on the pages of the rooms below."""
        from smartcity.reports.tab import gaps_tab, hang_lists
        from smartcity.thread.tabs import hang_tabs
        from strategy.page_links import register_room_tab

        hang_tabs()
        register_room_tab(gaps_tab)
        hang_lists()
        if settings.DEMO_DATE:
            stay_on(settings.DEMO_DATE)


class SmartcityAdminConfig(AdminConfig):
    """Django's admin with this project's site (sign-in through allauth, German headings)."""

    default_site = "smartcity.admin_site.SmartcityAdminSite"
