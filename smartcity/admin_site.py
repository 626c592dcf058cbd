"""The admin site."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as allauth_views
from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


class SmartcityAdminSite(AdminSite):
    """Django's admin behind this project's own sign-in, second factor included; for others it does not exist."""

    site_header = "SMARTCity Gera – Verwaltung"
    site_title = "SMARTCity Gera"
    index_title = "Verwaltung"
    site_url = "/"

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        """Guard a page of the admin: guests sign in first, whoever may not see it gets 404 (DESIGN 4.5)."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def visible(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self._shows(request, view):
                raise Http404
            return guarded(request, *args, **kwargs)

        return visible

    def _shows(self, request: HttpRequest, view: View) -> bool:
        """Return whether the person may see the admin, and the model that this page belongs to."""
        model_admin = getattr(view, "__self__", None)
        sees_model = not isinstance(model_admin, ModelAdmin) or model_admin.has_view_permission(request)
        return self.has_permission(request) and sees_model

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the apps in the order of the settings: what is used most comes first."""
        order = [config.label for config in apps.get_app_configs()]
        return sorted(super().get_app_list(request, app_label), key=lambda entry: order.index(entry["app_label"]))

    @method_decorator([never_cache, login_not_required])
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseRedirect:
        """Lead to the site's own sign-in page, and from there back."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect_to_login(wanted, reverse("account_login"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """Lead to the account area, where passwords are changed."""
        return redirect("account_change_password")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """Sign out as everywhere else."""
        return allauth_views.logout(request)
