"""Child processes that never outlive the process that started them (Linux)."""

import ctypes
import signal
from collections.abc import Callable

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


def end_with_parent(how: signal.Signals) -> None:
    """Ask the kernel to send the signal ``how`` to this process as soon as its parent has died, even by SIGKILL."""
    _libc.prctl(_PR_SET_PDEATHSIG, how)


def ending_with_parent(how: signal.Signals) -> Callable[[], None]:
    """Return a ``preexec_fn`` for ``subprocess.Popen`` that calls ``end_with_parent`` in the child.

    It runs after a change of user, which would clear the setting.
    """
    return lambda: end_with_parent(how)
