# SPDX-License-Identifier: LGPL-2.1-or-later
"""A cluster of several nodes on one machine, as long as standard input is open.

The first node has nothing to offer; the program that uses the cluster is there. Says the
address; then does what each line says, and answers with the process of the node:

    add NAME CPUS GPUS
    remove NAME          as if its power had been cut
"""

import os
import signal
import sys

# The head is to see soon that a node has gone.
os.environ["RAY_health_check_initial_delay_ms"] = "200"
os.environ["RAY_health_check_period_ms"] = "200"

from ray.cluster_utils import Cluster

LEAN = {"include_dashboard": False, "object_store_memory": 80 << 20}


def get_process(node):
    return node.all_processes["raylet"][0].process.pid


def main():
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "num_gpus": 0, **LEAN})
    nodes = {}
    print(cluster.address, flush=True)
    for line in sys.stdin:
        do, name, *resources = line.split()
        if do == "add":
            cpus, gpus = map(int, resources)
            nodes[name] = cluster.add_node(num_cpus=cpus, num_gpus=gpus, **LEAN)
            cluster.wait_for_nodes()
            print(get_process(nodes[name]), flush=True)
        else:
            print(get_process(nodes[name]), flush=True)
            cluster.remove_node(nodes.pop(name), allow_graceful=False)
    cluster.shutdown()
    os.killpg(0, signal.SIGKILL)


main()
