"""Child processes that never outlive the process that started them, and what they ask of the C library (Linux)."""

import ctypes
import signal
from collections.abc import Callable

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_M_ARENA_MAX = -8
_M_MMAP_THRESHOLD = -3
"""Options of prctl(2) and of mallopt(3)."""


def end_with_parent(how: signal.Signals) -> None:
    """Ask the kernel to send the signal ``how`` to this process as soon as its parent has died, even by SIGKILL."""
    _libc.prctl(_PR_SET_PDEATHSIG, how)


def ending_with_parent(how: signal.Signals) -> Callable[[], None]:
    """Return a ``preexec_fn`` for ``subprocess.Popen`` that calls ``end_with_parent`` in the child.

    It runs after a change of user, which would clear the setting.
    """
    return lambda: end_with_parent(how)


def share_heaps() -> None:
    """Let the threads of this process, which start later, share two heaps, and keep large pieces out of them.

    glibc would give each thread a heap of its own, and each keeps what the largest document drawn in it took; pieces
    outside of the heaps go back to the system at once. Other C libraries do not do so.
    """
    if hasattr(_libc, "mallopt"):
        _libc.mallopt(_M_ARENA_MAX, 2)
        _libc.mallopt(_M_MMAP_THRESHOLD, 512 * 1024)
