# SPDX-License-Identifier: LGPL-2.1-or-later
"""A cluster for tests, as long as standard input is open.

Says its address; then answers each line with what is free of the GPUs that it counts.
"""

import logging
import os
import signal
import sys

import ray


def main():
    context = ray.init(
        address="local", num_cpus=8, num_gpus=1, include_dashboard=False,
        object_store_memory=80 << 20, logging_level=logging.ERROR, log_to_driver=False)
    print(context.address_info["gcs_address"], flush=True)
    for _ in sys.stdin:
        print(ray.available_resources().get("GPU", 0), flush=True)
    ray.shutdown()
    os.killpg(0, signal.SIGKILL)


main()
