/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Searches every expression of a file for a cheaper one, all at the same time,
 * on two threads that share one network.
 *
 * valac --pkg ariadne-1 search-a-file.vala && ./search-a-file FILE.kso NETWORK
 */

const uint N_SEARCHERS = 2;
const uint BATCH_SIZE = 128;
const uint MAX_DEPTH = 49;
const uint BUDGET = 100;
const uint BUFFER_SIZE = 16;

void search_file (string path, string network) throws Error {
    var expressions = new Ariadne.ExpressionSet.from_path (path);
    var domain = new Ariadne.ExpressionDomain (expressions, "ml_rules_no_bind");
    var model = Ariadne.Model.new_from_spec (network, domain);

    var engine = new Ariadne.ThreadEngine (N_SEARCHERS);
    engine.add_server (model, new Ariadne.BatchSizeBatcher (BATCH_SIZE),
                       Ariadne.BatchPolicy.ADAPTIVE);
    for (uint index = 0; index < expressions.get_n_expressions (); index++) {
        var search = new Ariadne.BatchedAStar (domain, domain.make_start (index),
                                               MAX_DEPTH, BUDGET, BUFFER_SIZE);

        search.set_name (expressions.get_name (index));
        engine.add_search (search);
    }

    engine.run (null);

    for (uint index = 0; index < engine.get_n_searches (); index++) {
        unowned var search = engine.get_search (index);
        var progress = search.get_progress ();

        print ("%-22s %8.1f -> %8.1f  %s\n", search.get_name (),
               progress.start_cost, progress.best_cost, search.dup_digest ());
    }
}

int main (string[] args) {
    if (args.length != 3) {
        printerr ("usage: %s FILE.kso NETWORK\n", args[0]);
        return 1;
    }

    try {
        search_file (args[1], args[2]);
    } catch (Error error) {
        printerr ("%s\n", error.message);
        return 1;
    }

    return 0;
}
