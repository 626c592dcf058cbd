"""Django's PostgreSQL backend, which starts the embedded server before it connects."""

from typing import Any

from django.db.backends.postgresql import base

from smartcity.postgres.cluster import Cluster
from smartcity.postgres.lease import hold


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded server that the key ``INSTANCE`` of the ``DATABASES`` entry names."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, with the server running from now until this process ends."""
        hold(Cluster(self.settings_dict["INSTANCE"]))
        return super().get_new_connection(conn_params)
