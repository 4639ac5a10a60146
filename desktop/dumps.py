"""What a crash may leave on the disk: nothing. A dump of the process would hold the keys and what was on the screen."""

import sys


def forbid() -> None:
    """No core file of this process, nor of those it starts; called before a key is in memory.

    Windows has no such limit: there it is the policy of the machine that keeps dumps small or off.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
