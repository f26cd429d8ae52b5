# SPDX-License-Identifier: LGPL-2.1-or-later
"""The bridge between an engine of Ariadne, which has started it, and Ray.

Both ends write lines to the socket at descriptor 3, each of them one JSON object.
What the engine says, each with what is needed for it:

    {"do": "open", "address": null, "namespace": "ariadne-…", "num_cpus": 4, "num_gpus": 0}
    {"do": "tunnel", "seat": 6, "address": "unix-abstract:…", "queue": "actor"}
    {"do": "place", "seat": 7, "role": "worker", "name": "worker 1", "argv": […],
     "environment": {…}, "num_cpus": 1, "num_gpus": 0, "max_retries": 2, "queue": "actor"}
    {"do": "remove", "seat": 7}
    {"do": "close"}

Without an address, a cluster is started on this machine. A seat is a number that is
used once. Channels of a process with a queue, "actor" or "managed" rather than null, go through
queues of Ray (see tunnel.py); with "tunnel" they lead to a server of the engine itself, and it is
said before anybody asks that. What the bridge says:

    {"event": "hello", "protocol": 1, "ray": "2.60.0"}
    {"event": "ready", "host": "10.0.0.1", "nodes": 1, "cpus": 4, "gpus": 0}
    {"event": "exited", "seat": 7, "message": "was killed by signal 9 (Killed)"}
    {"event": "failed", "message": "…"}

It says "hello" before anything else; "exited" once a seat, when Ray begins it no more,
with no message (null) if its process has ended as it should; "failed" as the last thing.
The end of the socket means "close". Ray's own words go to standard error.
"""

import contextlib
import ctypes
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading

PROTOCOL = 1
CONTROL_FD = 3
OBJECT_STORE_BYTES = 80 << 20  # of a cluster that is started here; the smallest


class Closed(Exception):
    """The engine needs the bridge no more, or has gone."""


def summarize(error):
    """Ray wraps what a task raises; its own errors begin with a line that says all."""
    return str(getattr(error, "cause", None) or error).strip().split("\n")[0]


def find_token():
    """Where the token of Ray is that is shown to clusters, or None if there is none."""
    if os.environ.get("RAY_AUTH_MODE", "token") != "token":
        return None
    if "RAY_AUTH_TOKEN" in os.environ:
        return "$RAY_AUTH_TOKEN"
    path = os.environ.get("RAY_AUTH_TOKEN_PATH", os.path.expanduser("~/.ray/auth_token"))
    return path if os.path.exists(path) else None


def start_guard():
    """Starts what ends all of the group of this process as soon as this one has ended,
    however that was: some of Ray's own processes would stay for a minute."""
    if os.getpgrp() != os.getpid():
        return None
    command = ["sh", "-c", "trap '' TERM; read -r _; kill -KILL 0"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)


class Bridge:
    def __init__(self, stream):
        self.reader = stream.makefile("r", encoding="utf-8")
        self.stream = stream
        self.lock = threading.Lock()  # of writing: events come on threads of Ray
        self.seats = {}  # what takes each of them away
        self.manager = None  # of queues, once there are any
        self.guard = None  # of a cluster that was started here
        self.closing = False

    def say(self, event, **fields):
        line = json.dumps({"event": event, **fields}) + "\n"
        try:
            with self.lock:
                self.stream.sendall(line.encode())
        except OSError:
            pass  # the engine has gone, which reading tells too

    def open(self, order):
        options = {}
        if order["address"] is None:
            self.guard = start_guard()
            options = {
                "address": "local",
                "num_cpus": order["num_cpus"],
                "num_gpus": order["num_gpus"],
                "include_dashboard": False,
                "object_store_memory": OBJECT_STORE_BYTES,
            }
            # Searches are what this cluster is for: they need not be nice.
            os.environ.setdefault("RAY_worker_niceness", "0")
            os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        else:
            options = {"address": order["address"]}

        try:
            ray.init(namespace=order["namespace"], logging_level=logging.ERROR, **options)
        except ConnectionError as error:
            token = find_token()
            expected = f"another token than that in {token}" if token else "a token"
            raise ConnectionError(f"{error}: it is not there, or expects {expected}") from None
        # Nodes have Ray and the program, but not this package.
        for module in (queues, shell, tunnel):
            ray.cloudpickle.register_pickle_by_value(module)
        total = ray.cluster_resources()
        self.say(
            "ready",
            host=ray.util.get_node_ip_address(),
            nodes=sum(node["Alive"] for node in ray.nodes()),
            cpus=total.get("CPU", 0),
            gpus=total.get("GPU", 0),
        )

    def find_office(self, order):
        """What a process needs to make an Office, or None."""
        if order["queue"] is None:
            return None
        self.manager = self.manager or queues.start_manager(self.fail)
        return self.manager, order["queue"] == "managed"

    def tunnel(self, order):
        office = queues.Office(*self.find_office(order))
        stack = contextlib.ExitStack()
        stack.enter_context(tunnel.running(tunnel.Exit(office, order["address"]), self.fail))
        self.seats[order["seat"]] = stack.close

    def fail(self, error):
        """What all depend on is lost. Runs on any thread."""
        if not self.closing:
            self.say("failed", message=f"the queues of Ray are lost: {summarize(error)}")
            self.stream.shutdown(socket.SHUT_RD)  # nothing more is read, and that is the end

    def place(self, order):
        options = {"num_cpus": order["num_cpus"], "num_gpus": order["num_gpus"]}
        retries = order["max_retries"]
        again = {"name": order["name"], "retry_exceptions": [shell.ProcessDied]}
        what = order["argv"], order["environment"], self.find_office(order)

        if order["role"] == "worker":
            task = shell.worker.options(max_retries=retries, **options, **again)
            reference = task.remote(*what)
            remove = lambda: ray.cancel(reference, force=True)
        else:
            actor = shell.Server.options(
                max_restarts=retries, max_task_retries=retries, **options
            ).remote()
            reference = actor.serve.options(**again).remote(*what)
            remove = lambda: ray.kill(actor)

        seat = order["seat"]
        self.seats[seat] = remove
        reference.future().add_done_callback(lambda future: self.exited(seat, future))

    def exited(self, seat, future):
        error = future.exception()
        self.seats.pop(seat, None)  # an actor that nobody knows ends, and frees its GPU
        self.say("exited", seat=seat, message=error and summarize(error))

    def remove(self, order):
        self.seats.pop(order["seat"], lambda: None)()

    def close(self, order):
        raise Closed

    def shut_down(self):
        self.closing = True
        ray.shutdown()

    def serve(self):
        orders = {
            "open": self.open,
            "tunnel": self.tunnel,
            "place": self.place,
            "remove": self.remove,
            "close": self.close,
        }
        self.say("hello", protocol=PROTOCOL, ray=ray.__version__)
        for line in self.reader:
            order = json.loads(line)
            orders[order["do"]](order)


def main():
    # That the engine has died is told by the end of the socket alone: a signal could end
    # this process before it has ended what Ray has started here.
    ctypes.CDLL(None).prctl(shell.PR_SET_PDEATHSIG, 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    bridge = Bridge(socket.socket(fileno=CONTROL_FD))
    try:
        bridge.serve()
    except Closed:
        bridge.shut_down()
        return
    except Exception as error:
        bridge.say("failed", message=" ".join(str(error).split()) or type(error).__name__)
    except SystemExit:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # What Ray has started here is in the group of this process.
    bridge.shut_down()
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    if find_token():  # which Ray wants to know before anything else
        os.environ["RAY_AUTH_MODE"] = "token"

    import ray

    from ariadne_ray import queues, shell, tunnel

    main()
