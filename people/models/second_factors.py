"""Second factors, as the admin names them; allauth keeps them."""

from allauth.mfa.models import Authenticator


class SecondFactor(Authenticator):
    """allauth's authenticator (app, passkey, recovery codes) under a German name."""

    class Meta:
        proxy = True
        verbose_name = "zweiter Faktor"
        verbose_name_plural = "zweite Faktoren"
        ordering = ["user__name", "type"]
