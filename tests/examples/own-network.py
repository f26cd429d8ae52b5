#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Stacks of pancakes, to be sorted by turning over what is above a spatula, guided by a
network in numpy or in PyTorch.

own-network.py numpy|torch

The weights are whatever they are; what matters is where they come in.
"""

import sys

import gi

SKIPPED = 77

try:
    import numpy
except ImportError:
    print("numpy is missing")
    sys.exit(SKIPPED)

gi.require_version("Ariadne", "1")
from gi.repository import Ariadne, GLib

N_PANCAKES = 9
N_HEADS = 12
N_UNITS = 64


class Pancakes(Ariadne.BytesDomain):
    """A stack is a byte a pancake, from the top. Lists of stacks come as lists of bytes."""

    def expand_list(self, states):
        return [[stack[:end][::-1] + stack[end:] for end in range(2, N_PANCAKES + 1)]
                for stack in states]

    def measure_list(self, states):
        """How many pancakes lie on one that is not the next larger or smaller."""
        return [sum(abs(a - b) != 1 for a, b in zip(stack, stack[1:] + bytes([N_PANCAKES])))
                for stack in states]

    def do_describe_bytes(self, state):
        return " ".join(str(pancake) for pancake in state.get_data())


class NumpyNetwork(Ariadne.BytesModel):
    """By how much a cost can be lowered in 1, 2, … steps: a whole batch at once."""

    def __init__(self):
        super().__init__(n_heads=N_HEADS)
        random = numpy.random.default_rng(5)
        self.eye = numpy.eye(N_PANCAKES, dtype="float32")
        self.hidden = random.normal(0, 0.3, (N_PANCAKES ** 2, N_UNITS)).astype("float32")
        self.heads = random.normal(0, 0.1, (N_UNITS, N_HEADS)).astype("float32")

    def inputs(self, n_states, forms):
        """Which pancake lies where. The view is of the memory of the library."""
        stacks = Ariadne.view(forms).reshape(n_states, N_PANCAKES)
        return self.eye[stacks].reshape(n_states, -1)

    def do_evaluate_bytes(self, n_states, forms, offsets):
        values = numpy.maximum(self.inputs(n_states, forms) @ self.hidden, 0)
        return values @ self.heads


class TorchNetwork(NumpyNetwork):
    """The same in PyTorch, on a GPU if there is one."""

    def __init__(self, torch):
        super().__init__()
        self.torch = torch
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.network = torch.nn.Sequential(
            torch.nn.Linear(N_PANCAKES ** 2, N_UNITS, bias=False), torch.nn.ReLU(),
            torch.nn.Linear(N_UNITS, N_HEADS, bias=False))
        with torch.no_grad():
            self.network[0].weight.copy_(torch.from_numpy(self.hidden.T))
            self.network[2].weight.copy_(torch.from_numpy(self.heads.T))
        self.network.to(self.device)

    def do_evaluate_bytes(self, n_states, forms, offsets):
        with self.torch.inference_mode():
            inputs = self.torch.from_numpy(self.inputs(n_states, forms)).to(self.device)
            return self.network(inputs).cpu().numpy()


def make_network(kind):
    if kind == "numpy":
        return NumpyNetwork()
    try:
        import torch
    except (ImportError, OSError) as error:
        print(f"PyTorch is missing: {error}")
        sys.exit(SKIPPED)
    return TorchNetwork(torch)


def main(kind):
    domain = Pancakes()
    engine = Ariadne.ThreadEngine.new(1)
    engine.add_server(make_network(kind), Ariadne.BatchSizeBatcher.new(512),
                      Ariadne.BatchPolicy.ADAPTIVE)
    random = numpy.random.default_rng(3)
    for _ in range(4):
        stack = random.permutation(N_PANCAKES).astype("uint8").tobytes()
        start = domain.make_state(GLib.Bytes.new(stack))
        engine.add_search(Ariadne.BatchedAStar.new(domain, start, N_HEADS - 1, 1000, 64))

    Ariadne.run(engine.run_async())

    for search in engine:
        progress = search.get_progress()
        print(f"{domain.describe(search.get_start())}  {progress.start_cost:.0f} -> "
              f"{progress.best_cost:.0f}  {domain.describe(search.get_best())}")


if __name__ == "__main__":
    if sys.argv[1:] not in (["numpy"], ["torch"]):
        sys.exit(f"usage: {sys.argv[0]} numpy|torch")
    try:
        main(sys.argv[1])
    except GLib.Error as error:
        sys.exit(error.message)
