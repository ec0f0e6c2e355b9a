"""Start Usher on one machine: prepare it, then run the kiosk and the office until told to stop.

`make run` calls this. It owns the two apps: when it is told to stop (Ctrl-C, SIGTERM, a closed
terminal) both are gone within five seconds, and when one of them dies the other is stopped too,
because half an Usher that looks like a whole one is worse than none.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PREPARE = ("admin_app.py", "prepare")
APPS = {"kiosk": ("kiosk_app.py", "serve"), "admin": ("admin_app.py", "serve")}

# Under nohup a closed terminal is to be ignored, so it is.
CLOSED = set() if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else {signal.SIGHUP}
STOPPING = {signal.SIGINT, signal.SIGTERM} | CLOSED
WATCHED = STOPPING | {signal.SIGCHLD}
# Seconds that an app has to finish its requests before it is killed; whoever stops us is promised five.
GRACE = 3.5
PR_SET_PDEATHSIG = 1

LIBC = ctypes.CDLL(None)


def main() -> int:
    """Prepare, serve, and return the exit status: 0 after a wanted stop."""
    # Signals are not handled but waited for, one at a time, so that none can arrive in between.
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    if (status := prepare()) is not None:
        return status
    apps = {name: start(*command) for name, command in APPS.items()}
    try:
        return watch(apps)
    finally:
        stop(list(apps.values()))


def prepare() -> int | None:
    """Run migrations and the demo's seeding; return None to go on, or the status to leave with."""
    preparing = start(*PREPARE)
    while preparing.poll() is None:
        if signal.sigwait(WATCHED) in STOPPING:
            stop([preparing])
            return 0
    return exit_status(preparing) or None


def start(script: str, command: str) -> subprocess.Popen[bytes]:
    """Start one of our scripts as the leader of a process group of its own.

    The group keeps a terminal's Ctrl-C from reaching it past us, and lets us end its workers with it.
    """
    return subprocess.Popen(
        [sys.executable, str(ROOT / script), command],
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=as_a_child,
    )


def as_a_child() -> None:
    """Let signals through again, and ask to be stopped should this supervisor be killed outright."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def watch(apps: dict[str, subprocess.Popen[bytes]]) -> int:
    """Wait until somebody wants us to stop (0) or an app ends by itself (its status, never 0)."""
    while True:
        for name, app in apps.items():
            if app.poll() is not None:
                print(f"usher: {name} ended by itself ({how_it_ended(app)}), so all stops.", file=sys.stderr)
                return exit_status(app) or 1
        if signal.sigwait(WATCHED) in STOPPING:
            return 0


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to stop, wait, and kill what is left, workers included. A second Ctrl-C kills at once."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE
    while any(process.poll() is None for process in processes):
        left = deadline - time.monotonic()
        caught = signal.sigtimedwait(WATCHED, max(left, 0))
        if caught is None or caught.si_signo in STOPPING:
            break
    for process in processes:
        kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of a process and its workers, and take note of its end."""
    with contextlib.suppress(ProcessLookupError):  # All of them went by themselves, as they should.
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def exit_status(process: subprocess.Popen[bytes]) -> int:
    """Return a finished process' status as a shell would: 128 and more for a signal."""
    status = process.wait()
    return status if status >= 0 else 128 - status


def how_it_ended(process: subprocess.Popen[bytes]) -> str:
    """Say in words how a finished process ended."""
    status = process.wait()
    return f"exit status {status}" if status >= 0 else f"killed by {signal.Signals(-status).name}"


if __name__ == "__main__":
    sys.exit(main())
