"""The app that every room stands on."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """History, transitions, references, versions, mail, documents and text."""

    name = "common"
    verbose_name = "Grundlagen"

    def ready(self) -> None:
        """Let every history row keep the name of the person behind it."""
        from simple_history.signals import pre_create_historical_record

        from common.history import keep_user_name

        pre_create_historical_record.connect(keep_user_name, dispatch_uid="common.history.keep_user_name")
