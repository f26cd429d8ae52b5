# SPDX-License-Identifier: LGPL-2.1-or-later
"""What Ray places: shells around processes of Ariadne.

A shell starts its process, waits for it, and fails as it fails, so that Ray begins
anew. Nothing that it has started outlives it. Shells travel to their nodes by value:
these need Ray and the program, not this package.
"""

import ctypes
import os
import signal
import subprocess
import sys
import uuid

import ray

from ariadne_ray import queues, tunnel

PR_SET_PDEATHSIG = 1

# Tells a process what its channels go through, if that is anything.
TUNNEL = "ARIADNE_TUNNEL"


class ProcessDied(Exception):
    """The process has not ended as it should; says how."""


def describe(status):
    """How a process has ended, as part of a sentence."""
    if status >= 0:
        return f"ended with status {status}"
    return f"was killed by signal {-status} ({signal.strsignal(-status)})"


def find_program(path):
    """Where the program is on this node: there, or in the folder of the job."""
    beside = os.path.abspath(os.path.basename(path))
    return beside if not os.path.exists(path) and os.path.exists(beside) else path


def run(argv, environment):
    """Runs a process until it ends; it gets SIGKILL should this one die before."""
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def set_up():
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(127)

    process = subprocess.Popen(
        [find_program(argv[0]), *argv[1:]],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=set_up,
    )
    try:
        # It stays a zombie meanwhile, so the group that is killed is its own.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.returncode != 0:
        raise ProcessDied(describe(process.returncode))


def die(error):
    """The process goes too, and Ray begins anew."""
    print(f"a queue of Ray is lost: {error}", file=sys.stderr, flush=True)
    os._exit(1)


def run_beside(end, argv, environment):
    """Runs a process whose channels go through one end of a tunnel."""
    with tunnel.running(end, die):
        run(argv, {**environment, TUNNEL: end.address})


@ray.remote
def worker(argv, environment, office):
    """A worker is a task: Ray begins it anew, here or on another node."""
    if office is None:
        run(argv, environment)
    else:
        run_beside(tunnel.Entrance(queues.Office(*office)), argv, environment)


@ray.remote
class Server:
    """A server is an actor: it holds its share of a GPU until it ends."""

    def serve(self, argv, environment, office):
        if office is None:
            run(argv, environment)
        else:
            address = f"unix-abstract:ariadne-{uuid.uuid4()}"
            run_beside(tunnel.Exit(queues.Office(*office), address), argv, environment)
