#!/usr/bin/gjs
// SPDX-License-Identifier: LGPL-2.1-or-later

// A search problem and a network of one's own.
//
// States are numbers up to a million, next to n are 2n, 3n and, if n is even, n/2,
// and what is sought are numbers with few ones among their binary digits.

imports.gi.versions.Ariadne = '1';

const {Ariadne, GLib, GObject} = imports.gi;
const System = imports.system;

const LIMIT = 1000000;
const N_HEADS = 20;

function pack(number) {
    return new GLib.Bytes(new Uint8Array(new Uint32Array([number]).buffer));
}

function unpackAll(bytes) {
    const data = new Uint8Array(bytes.toArray());
    return [...new Uint32Array(data.buffer)];
}

function unpack(bytes) {
    return unpackAll(bytes)[0];
}

// What is next to what, what it costs and how it is written.
const Numbers = GObject.registerClass(
class Numbers extends Ariadne.BytesDomain {
    vfunc_expand_bytes(state) {
        const n = unpack(state);
        const neighbours = [2 * n, 3 * n];
        if (n % 2 === 0)
            neighbours.push(n / 2);
        return neighbours.filter(m => m <= LIMIT).map(pack);
    }

    vfunc_measure_bytes(states) {
        return states.map(state => unpack(state).toString(2).replace(/0/g, '').length);
    }

    vfunc_describe_bytes(state) {
        return unpack(state).toString();
    }
});

// By how much a cost can be lowered in 1, 2, … steps: a whole batch at once.
const Guess = GObject.registerClass(
class Guess extends Ariadne.BytesModel {
    vfunc_evaluate_bytes(nStates, forms, _offsets) {
        const gains = new Float32Array(nStates * N_HEADS);
        unpackAll(forms).forEach((n, row) => {
            for (let head = 0; head < N_HEADS; head++)
                gains[row * N_HEADS + head] = (n % 7) * (head + 1) / 8;
        });
        return new GLib.Bytes(new Uint8Array(gains.buffer));
    }
});

function printResults(engine) {
    for (let index = 0; index < engine.get_n_searches(); index++) {
        const search = engine.get_search(index);
        const progress = search.get_progress();
        print(search.get_name().padEnd(6), progress.start_cost.toFixed(0).padStart(4),
            '->', progress.best_cost.toFixed(0).padStart(4), '', search.dup_digest());
    }
}

// JavaScript runs on one thread: the searches, which are on others, are told to call
// it there, and that thread goes on to run its loop.
const context = GLib.MainContext.default();
const domain = new Numbers({context});
const model = new Guess({context, n_heads: N_HEADS});
const engine = Ariadne.ThreadEngine.new(2);
engine.add_server(model, Ariadne.BatchSizeBatcher.new(32), Ariadne.BatchPolicy.ADAPTIVE);
for (const number of [27, 97, 1000, 4095]) {
    const search = Ariadne.BatchedAStar.new(domain, domain.make_state(pack(number)),
        N_HEADS - 1, 300, 16);
    search.set_name(number.toString());
    engine.add_search(search);
}

const loop = new GLib.MainLoop(context, false);
let status = 0;
engine.run_async(null, (_engine, result) => {
    try {
        engine.run_finish(result);
        printResults(engine);
    } catch (error) {
        printerr(error.message);
        status = 1;
    }
    loop.quit();
});
loop.run();
System.exit(status);
