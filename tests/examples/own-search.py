#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A search problem and a network of one's own.

States are numbers up to a million, next to n are 2n, 3n and, if n is even, n/2,
and what is sought are numbers with few ones among their binary digits. An argument is
the number of processes that search; without one, two threads do.
"""

import struct
import sys

import gi

gi.require_version("Ariadne", "1")
from gi.repository import Ariadne, GLib

LIMIT = 1000000
N_HEADS = 20


def pack(number):
    return GLib.Bytes.new(struct.pack("<I", number))


def unpack(state):
    return struct.unpack("<I", state.get_data())[0]


class Numbers(Ariadne.BytesDomain):
    """What is next to what, what it costs and how it is written."""

    def do_expand_bytes(self, state):
        n = unpack(state)
        neighbours = [2 * n, 3 * n]
        if n % 2 == 0:
            neighbours.append(n // 2)
        return [pack(m) for m in neighbours if m <= LIMIT]

    def do_measure_bytes(self, states):
        return [bin(unpack(state)).count("1") for state in states]

    def do_describe_bytes(self, state):
        return str(unpack(state))


class Guess(Ariadne.BytesModel):
    """By how much a cost can be lowered in 1, 2, … steps: a whole batch at once."""

    def do_evaluate_bytes(self, n_states, forms, offsets):
        gains = []
        for n in struct.unpack(f"<{n_states}I", forms.get_data()):
            gains += [(n % 7) * (head + 1) / 8 for head in range(N_HEADS)]
        return GLib.Bytes.new(struct.pack(f"={len(gains)}f", *gains))


def main():
    domain = Numbers()
    if len(sys.argv) > 1:
        engine = Ariadne.ProcessEngine.new_python(domain, int(sys.argv[1]))
    else:
        engine = Ariadne.ThreadEngine.new(2)
    engine.add_server(Guess(n_heads=N_HEADS), Ariadne.BatchSizeBatcher.new(32),
                      Ariadne.BatchPolicy.ADAPTIVE)
    for number in (27, 97, 1000, 4095):
        search = Ariadne.BatchedAStar.new(domain, domain.make_state(pack(number)),
                                          N_HEADS - 1, 300, 16)
        search.set_name(str(number))
        engine.add_search(search)

    engine.run(None)

    for index in range(engine.get_n_searches()):
        search = engine.get_search(index)
        progress = search.get_progress()
        print(f"{search.get_name():<6} {progress.start_cost:4.0f} -> "
              f"{progress.best_cost:4.0f}  {search.dup_digest()}")


if __name__ == "__main__":
    try:
        main()
    except GLib.Error as error:
        sys.exit(error.message)
