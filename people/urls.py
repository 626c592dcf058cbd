"""Addresses of the account area: our own pages and those of allauth that this project uses.

Closed are its pages for signing up and for managing several addresses: accounts are made by the administration, and
an account has one address.
"""

from allauth.account.urls import urlpatterns as allauth_account
from django.urls import include, path

from people import views

CLOSED = frozenset({"account_signup", "account_email", "account_email_verification_sent", "account_confirm_email"})

own_patterns = (
    [
        path("", views.account, name="account"),
        path("einladung/<str:token>/", views.accept_invitation, name="invitation"),
    ],
    "people",
)

urlpatterns = [
    path("", include(own_patterns)),
    *[pattern for pattern in allauth_account if pattern.name not in CLOSED],
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
