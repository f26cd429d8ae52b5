/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A search problem and a network of one's own.
 *
 * States are numbers up to a million, next to n are 2n, 3n and, if n is even, n/2,
 * and what is sought are numbers with few ones among their binary digits. An argument
 * is the number of processes that search; without one, two threads do.
 */

const uint LIMIT = 1000000;
const uint N_HEADS = 20;

Bytes pack (uint32 number) {
    return new Bytes (((uint8[]) &number)[0:4]);
}

uint32 unpack (Bytes bytes, size_t position = 0) {
    unowned uint8[] data = bytes.get_data ();

    return data[position] | data[position + 1] << 8 | data[position + 2] << 16
           | data[position + 3] << 24;
}

/* What is next to what, what it costs and how it is written. */
class Numbers : Ariadne.BytesDomain {
    public override Bytes[] expand_bytes (Bytes state) throws Error {
        Bytes[] neighbours = {};
        var n = unpack (state);

        if (2 * n <= LIMIT)
            neighbours += pack (2 * n);
        if (3 * n <= LIMIT)
            neighbours += pack (3 * n);
        if (n % 2 == 0)
            neighbours += pack (n / 2);

        return neighbours;
    }

    public override Array<double> measure_bytes (GenericArray<Bytes> states) throws Error {
        var costs = new Array<double> ();

        foreach (unowned var state in states) {
            double cost = 0;

            for (var n = unpack (state); n != 0; n >>= 1)
                cost += n & 1;
            costs.append_val (cost);
        }

        return costs;
    }

    public override string describe_bytes (Bytes state) throws Error {
        return unpack (state).to_string ();
    }
}

/* By how much a cost can be lowered in 1, 2, … steps: a whole batch at once. */
class Guess : Ariadne.BytesModel {
    public Guess () {
        Object (n_heads: N_HEADS);
    }

    public override Bytes evaluate_bytes (uint n_states, Bytes forms,
                                          Bytes offsets) throws Error {
        var gains = new ByteArray ();

        for (uint row = 0; row < n_states; row++) {
            for (uint head = 0; head < N_HEADS; head++) {
                float gain = unpack (forms, 4 * row) % 7 * (head + 1) / 8.0f;

                gains.append (((uint8[]) &gain)[0:4]);
            }
        }

        return ByteArray.free_to_bytes ((owned) gains);
    }
}

/* This program again, which does not search by itself but works for the engine. */
const string WORKER = "--worker";

Ariadne.Engine make_engine (Numbers domain, string[] args) {
    var batcher = new Ariadne.BatchSizeBatcher (32);

    if (args.length < 2) {
        var threads = new Ariadne.ThreadEngine (2);

        threads.add_server (new Guess (), batcher, Ariadne.BatchPolicy.ADAPTIVE);
        return threads;
    }

    var processes = new Ariadne.ProcessEngine ({ "/proc/self/exe", WORKER }, null,
                                               int.parse (args[1]));

    domain.recipe = new Variant ("(sv)", "numbers", new Variant ("()"));
    processes.add_server (new Guess (), batcher, Ariadne.BatchPolicy.ADAPTIVE);

    return processes;
}

void work () throws Error {
    var recipes = new Ariadne.Recipes ();

    recipes.add_domain ("numbers", () => new Numbers ());
    Ariadne.worker_run (recipes, null, null, 0, 0, null);
}

int main (string[] args) {
    try {
        if (args.length > 1 && args[1] == WORKER) {
            work ();
            return 0;
        }

        var domain = new Numbers ();
        var engine = make_engine (domain, args);

        foreach (var number in new uint32[] { 27, 97, 1000, 4095 }) {
            var search = new Ariadne.BatchedAStar (domain, domain.make_state (pack (number)),
                                                   N_HEADS - 1, 300, 16);

            search.set_name (number.to_string ());
            engine.add_search (search);
        }

        engine.run (null);

        for (uint index = 0; index < engine.get_n_searches (); index++) {
            unowned var search = engine.get_search (index);
            var progress = search.get_progress ();

            print ("%-6s %4.0f -> %4.0f  %s\n", search.get_name (), progress.start_cost,
                   progress.best_cost, search.dup_digest ());
        }
    } catch (Error error) {
        printerr ("%s\n", error.message);
        return 1;
    }

    return 0;
}
