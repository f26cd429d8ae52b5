#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a channel costs that goes through queues of Ray.

Starts a cluster on this machine, and from a task of it has bench-channel measure a
channel through queues of each flavour, beside one that goes straight over a Unix socket,
as in the engine "process" and on one machine with "direct", and one over TCP, as between
nodes. Run it with a Python that has Ray.

usage: bench-ray.py BENCH_CHANNEL [TURNS]
"""

import os
import pathlib
import subprocess
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "src" / "ray"))

import ray

from ariadne_ray import queues, tunnel


@ray.remote(num_cpus=1)
def measure(command, manager, managed):
    with tunnel.running(tunnel.Entrance(queues.Office(manager, managed)), sys.exit) as address:
        environment = {**os.environ, "ARIADNE_TUNNEL": address}
        return subprocess.run(command, env=environment, check=True, capture_output=True,
                              text=True).stdout


def main():
    program = os.path.abspath(sys.argv[1])
    turns = sys.argv[2] if len(sys.argv) > 2 else "3"
    ray.init(address="local", logging_level="ERROR", num_cpus=2, include_dashboard=False,
             object_store_memory=80 << 20)
    try:
        for module in (queues, tunnel):
            ray.cloudpickle.register_pickle_by_value(module)
        manager = queues.start_manager(lambda error: None)
        for name in ("actor", "managed"):
            managed = name == "managed"
            address = f"unix-abstract:bench-{uuid.uuid4()}"
            command = [program, f"--beyond={address}", f"--turns={turns}"]
            with tunnel.running(tunnel.Exit(queues.Office(manager, managed), address), sys.exit):
                said = ray.get(measure.remote(command, manager, managed))
            print(said.replace("tunnel ", f"{name:7}"), end="", flush=True)
    finally:
        ray.shutdown()


if __name__ == "__main__":
    main()
