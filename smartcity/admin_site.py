"""The admin site."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite


class SmartcityAdminSite(AdminSite):
    """Django's admin behind this project's own sign-in, second factor included."""

    site_header = "SMARTCity Gera – Verwaltung"
    site_title = "SMARTCity Gera"
    index_title = "Verwaltung"
    site_url = "/"

    login = secure_admin_login(AdminSite.login)
