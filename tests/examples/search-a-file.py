#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Searches every expression of a file for a cheaper one, all at the same time,
on two threads that share one network.

search-a-file.py FILE.kso NETWORK
"""

import sys

import gi

gi.require_version("Ariadne", "1")
from gi.repository import Ariadne, GLib

N_SEARCHERS = 2
BATCH_SIZE = 128
MAX_DEPTH = 49
BUDGET = 100
BUFFER_SIZE = 16


def search_file(path, network):
    expressions = Ariadne.ExpressionSet.new_from_path(path)
    domain = Ariadne.ExpressionDomain.new(expressions, "ml_rules_no_bind")
    model = Ariadne.Model.new_from_spec(network, domain)

    engine = Ariadne.ThreadEngine.new(N_SEARCHERS)
    engine.add_server(model, Ariadne.BatchSizeBatcher.new(BATCH_SIZE),
                      Ariadne.BatchPolicy.ADAPTIVE)
    for index in range(expressions.get_n_expressions()):
        search = Ariadne.BatchedAStar.new(domain, domain.make_start(index),
                                          MAX_DEPTH, BUDGET, BUFFER_SIZE)
        search.set_name(expressions.get_name(index))
        engine.add_search(search)

    engine.run(None)

    for index in range(engine.get_n_searches()):
        search = engine.get_search(index)
        progress = search.get_progress()
        print(f"{search.get_name():<22} {progress.start_cost:8.1f} -> "
              f"{progress.best_cost:8.1f}  {search.dup_digest()}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} FILE.kso NETWORK")
    try:
        search_file(*sys.argv[1:])
    except GLib.Error as error:
        sys.exit(error.message)
