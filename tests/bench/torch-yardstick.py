#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The same network and the same graphs in PyTorch, as a yardstick.

Reads what `bench-device --dump=FOLDER` has written, checks its own heads against
those in the folder, and times batches of several sizes on the device: as they
are written, compiled, and captured as a CUDA graph. A line of JSON each.

usage: torch-yardstick.py FOLDER [--device cuda] [--sizes 64,256] [--compile] [--output FILE]
"""

import argparse
import json
import struct
import sys
import time

N_EDGE_TYPES = 9


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--sizes", default="64,256,1024,4096")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--compile", action="store_true", help="also with torch.compile")
    parser.add_argument("--output")
    return parser.parse_args()


def read_weights(path, torch, device):
    """Tensors of a safetensors file, and its metadata."""
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        first, end = entry["data_offsets"]
        raw = bytearray(data[8 + length + first:8 + length + end])
        tensor = torch.frombuffer(raw, dtype=torch.float32)
        tensors[name] = tensor.reshape(entry["shape"]).to(device)
    return tensors, metadata


def read_graphs(path):
    """For each graph its node types and, by type, sources and destinations."""
    with open(path, "rb") as file:
        data = file.read()
    numbers = struct.unpack("<%dI" % (len(data) // 4), data)
    graphs = []
    at = 0
    while at < len(numbers):
        n_nodes = numbers[at]
        types = numbers[at + 1:at + 1 + n_nodes]
        at += 1 + n_nodes
        edges = []
        for _ in range(N_EDGE_TYPES):
            n_edges = numbers[at]
            pairs = numbers[at + 1:at + 1 + 2 * n_edges]
            edges.append((pairs[0::2], pairs[1::2]))
            at += 1 + 2 * n_edges
        graphs.append((types, edges))
    return graphs


class Batch:
    """The disjoint union of graphs, on the device."""

    def __init__(self, graphs, torch, device):
        types, owners = [], []
        sources = [[] for _ in range(N_EDGE_TYPES)]
        destinations = [[] for _ in range(N_EDGE_TYPES)]
        for number, (node_types, edges) in enumerate(graphs):
            first = len(types)
            types.extend(node_types)
            owners.extend([number] * len(node_types))
            for kind, (froms, tos) in enumerate(edges):
                sources[kind].extend(first + node for node in froms)
                destinations[kind].extend(first + node for node in tos)

        def make(values):
            return torch.tensor(values, dtype=torch.int64, device=device)

        self.n_graphs = len(graphs)
        self.types = make(types)
        self.owners = make(owners)
        self.sources = [make(values) for values in sources]
        self.destinations = [make(values) for values in destinations]
        counts = torch.bincount(self.owners, minlength=self.n_graphs)
        self.counts = counts.to(torch.float32).unsqueeze(1)


class Network:
    def __init__(self, tensors, metadata, torch):
        self.torch = torch
        self.tensors = tensors
        self.n_steps = int(metadata["num_propagations"])
        self.reset_after = metadata["gru_variant"] == "reset_after"

    def step(self, states, batch):
        torch, tensors = self.torch, self.tensors
        size = states.shape[1]
        inputs = torch.zeros_like(states)
        for kind in range(tensors["message.weight"].shape[0]):
            messages = torch.addmm(tensors["message.bias"][kind],
                                   states[batch.sources[kind]],
                                   tensors["message.weight"][kind])
            inputs.index_add_(0, batch.destinations[kind], messages)

        from_input = torch.addmm(tensors["gru.input.bias"], inputs,
                                 tensors["gru.input.weight"])
        recurrent = tensors["gru.recurrent.weight"]
        if self.reset_after:
            from_state = torch.addmm(tensors["gru.recurrent.bias"], states, recurrent)
        else:
            from_state = states @ recurrent[:, :2 * size]
        update = torch.sigmoid(from_input[:, :size] + from_state[:, :size])
        reset = torch.sigmoid(from_input[:, size:2 * size] + from_state[:, size:2 * size])
        if self.reset_after:
            candidate = reset * from_state[:, 2 * size:]
        else:
            candidate = (reset * states) @ recurrent[:, 2 * size:]
        candidate = torch.tanh(from_input[:, 2 * size:] + candidate)
        return update * states + (1 - update) * candidate

    def evaluate(self, batch):
        torch, tensors = self.torch, self.tensors
        embedded = tensors["embedding.weight"][batch.types]
        states = embedded
        for _ in range(self.n_steps):
            states = self.step(states, batch)
        features = torch.cat([embedded, states], dim=1)
        gates = torch.sigmoid(torch.addmm(tensors["readout.gate.bias"], features,
                                          tensors["readout.gate.weight"]))
        hidden = torch.addmm(tensors["readout.hidden.bias"], features,
                             tensors["readout.hidden.weight"])
        heads = torch.addmm(tensors["readout.output.bias"], hidden,
                            tensors["readout.output.weight"])
        sums = torch.zeros(batch.n_graphs, heads.shape[1], device=heads.device)
        sums.index_add_(0, batch.owners, gates * heads)
        return sums / batch.counts


def check_heads(network, graphs, folder, torch, device):
    """The network must be the same one, or the times mean nothing."""
    with open(folder + "/heads.bin", "rb") as file:
        raw = bytearray(file.read())
    expected = torch.frombuffer(raw, dtype=torch.float32)
    n_heads = network.tensors["readout.output.bias"].shape[0]
    expected = expected.reshape(-1, n_heads).to(device)
    batch = Batch(graphs[:expected.shape[0]], torch, device)
    difference = (network.evaluate(batch) - expected).norm() / expected.norm()
    print("heads differ by %.3g of their norm" % difference.item())
    return difference.item() < 1e-2


def time_calls(call, synchronize, seconds):
    """Median seconds of a call."""
    for _ in range(3):
        call()
    synchronize()
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 3:
        start = time.perf_counter()
        call()
        synchronize()
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


def capture(call, torch):
    """The same call as a graph of launches, which is replayed."""
    stream = torch.cuda.Stream()
    with torch.cuda.stream(stream):
        for _ in range(3):
            call()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        call()
    return graph.replay


def make_ways(network, batch, torch, on_gpu, with_compiled):
    """Names, and what makes the call; each may fail by itself."""
    def plain():
        return network.evaluate(batch)

    ways = [("eager", lambda: plain)]
    if on_gpu:
        ways.append(("graph", lambda: capture(plain, torch)))
    if with_compiled:
        ways.append(("compiled", lambda: torch.compile(plain)))
    return ways


def main():
    arguments = read_arguments()
    try:
        import torch
    except ImportError:
        print("no PyTorch here")
        return 77
    on_gpu = arguments.device.startswith("cuda")
    if on_gpu and not torch.cuda.is_available():
        print("PyTorch finds no GPU here")
        return 77

    device = torch.device(arguments.device)
    synchronize = torch.cuda.synchronize if on_gpu else lambda: None
    name = torch.cuda.get_device_name(device) if on_gpu else "cpu"
    tensors, metadata = read_weights(arguments.folder + "/weights.safetensors", torch, device)
    graphs = read_graphs(arguments.folder + "/graphs.bin")
    network = Network(tensors, metadata, torch)
    output = open(arguments.output, "a") if arguments.output else None
    status = 0

    with torch.inference_mode():
        torch.set_float32_matmul_precision("highest")
        if not check_heads(network, graphs, arguments.folder, torch, device):
            print("this is not the same network")
            return 1
        for precision in ("float32", "tf32") if on_gpu else ("float32",):
            torch.set_float32_matmul_precision("high" if precision == "tf32" else "highest")
            for size in map(int, arguments.sizes.split(",")):
                if size > len(graphs):
                    continue
                batch = Batch(graphs[:size], torch, device)
                for way, make in make_ways(network, batch, torch, on_gpu, arguments.compile):
                    try:
                        seconds = time_calls(make(), synchronize, arguments.seconds)
                    except RuntimeError as error:
                        print("%s, %s, batch %d: %s" % (way, precision, size, error))
                        status = 1
                        continue
                    print("%-8s %-8s %6d %11.0f evaluations/s %9.3f ms"
                          % (way, precision, size, size / seconds, 1e3 * seconds))
                    if output:
                        output.write(json.dumps({
                            "benchmark": "torch", "label": way, "device": name,
                            "precision": precision, "batch": size,
                            "evaluations_per_s": size / seconds,
                            "latency_s": seconds}) + "\n")
                        output.flush()
    return status


if __name__ == "__main__":
    sys.exit(main())
