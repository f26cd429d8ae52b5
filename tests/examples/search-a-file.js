#!/usr/bin/gjs
// SPDX-License-Identifier: LGPL-2.1-or-later

// Searches every expression of a file for a cheaper one, all at the same time,
// on two threads that share one network.
//
// gjs search-a-file.js FILE.kso NETWORK

imports.gi.versions.Ariadne = '1';

const {Ariadne} = imports.gi;
const System = imports.system;

const N_SEARCHERS = 2;
const BATCH_SIZE = 128;
const MAX_DEPTH = 49;
const BUDGET = 100;
const BUFFER_SIZE = 16;

function searchFile(path, network) {
    const expressions = Ariadne.ExpressionSet.new_from_path(path);
    const domain = Ariadne.ExpressionDomain.new(expressions, 'ml_rules_no_bind');
    const model = Ariadne.Model.new_from_spec(network, domain);

    const engine = Ariadne.ThreadEngine.new(N_SEARCHERS);
    engine.add_server(model, Ariadne.BatchSizeBatcher.new(BATCH_SIZE),
        Ariadne.BatchPolicy.ADAPTIVE);
    for (let index = 0; index < expressions.get_n_expressions(); index++) {
        const search = Ariadne.BatchedAStar.new(domain, domain.make_start(index),
            MAX_DEPTH, BUDGET, BUFFER_SIZE);
        search.set_name(expressions.get_name(index));
        engine.add_search(search);
    }

    engine.run(null);

    for (let index = 0; index < engine.get_n_searches(); index++) {
        const search = engine.get_search(index);
        const progress = search.get_progress();
        print(search.get_name().padEnd(22),
            progress.start_cost.toFixed(1).padStart(8), '->',
            progress.best_cost.toFixed(1).padStart(8), '', search.dup_digest());
    }
}

if (ARGV.length !== 2) {
    printerr(`usage: ${System.programInvocationName} FILE.kso NETWORK`);
    System.exit(1);
}
try {
    searchFile(...ARGV);
} catch (error) {
    printerr(error.message);
    System.exit(1);
}
