// SPDX-License-Identifier: LGPL-2.1-or-later

// What goes wrong in classes of one's own in JavaScript, and around them: exceptions,
// an engine that is waited for, and objects that are dropped while they are used.

imports.gi.versions.Ariadne = '1';

const {Ariadne, Gio, GLib, GObject} = imports.gi;
const System = imports.system;

const context = GLib.MainContext.default();

function toBytes(number) {
    return new GLib.Bytes(new TextEncoder().encode(number.toString()));
}

function toNumber(bytes) {
    return parseInt(new TextDecoder().decode(bytes.toArray()));
}

// Numbers, next to each is the one after it; and what a test makes of that.
const Chain = GObject.registerClass(
class Chain extends Ariadne.BytesDomain {
    _init(functions = {}) {
        super._init({context});
        Object.assign(this, functions);
    }

    vfunc_expand_bytes(state) {
        return this.expanding ? this.expanding(state) : [toBytes(toNumber(state) + 1)];
    }

    vfunc_measure_bytes(states) {
        return this.measuring ? this.measuring(states) : states.map(_state => 0);
    }

    start() {
        return this.make_state(toBytes(0));
    }
});

// One head, which expects nothing; or what a test makes of it.
const Zero = GObject.registerClass(
class Zero extends Ariadne.BytesModel {
    _init(functions = {}) {
        super._init({context, n_heads: 1});
        Object.assign(this, functions);
    }

    vfunc_evaluate_bytes(nStates, _forms, _offsets) {
        return this.evaluating ? this.evaluating(nStates)
            : new GLib.Bytes(new Uint8Array(4 * nStates));
    }
});

function makeSearch(domain, budget = 10) {
    return Ariadne.WeightedAStar.new(domain, domain.start(), 1000000, budget, 4, 1.0, false);
}

function makeEngine(domain, model, nSearches = 1, budget = 10) {
    const engine = Ariadne.ThreadEngine.new(2);
    engine.add_server(model, Ariadne.BatchSizeBatcher.new(4), Ariadne.BatchPolicy.ADAPTIVE);
    for (let i = 0; i < nSearches; i++)
        engine.add_search(makeSearch(domain, budget));
    return engine;
}

// Gives the error with which a function ends.
function getError(func) {
    try {
        func();
    } catch (error) {
        return error;
    }
    throw new Error(`${func} has not failed`);
}

function assert(condition, what) {
    if (!condition)
        throw new Error(what);
}

function assertIncludes(text, words) {
    assert(text.includes(words), `“${text}” does not say “${words}”`);
}

function assertFails(words, ofDomain, ofModel) {
    const domain = new Chain();
    const search = makeSearch(domain);
    const engine = makeEngine(domain, new Zero(ofModel), 2);
    Object.assign(domain, ofDomain);
    assertIncludes(getError(() => search.run(new Zero(ofModel), 4, null)).message, words);
    assert(search.get_progress().status === Ariadne.SearchStatus.FAILED, 'it has not failed');
    assertIncludes(getError(() => engine.run(null)).message, words);
}

function fail() {
    throw new Error('in words of my own');
}

const tests = {
    testExceptions() {
        assertFails('in words of my own', {expanding: fail});
        assertFails('in words of my own', {measuring: fail});
        assertFails('in words of my own', {}, {evaluating: fail});
        assertFails('is not defined', {expanding: () => nothing});
    },

    testWrongResults() {
        assertFails('gave no neighbours', {expanding: () => null});
        assertFails('gave 0 costs for 1 states', {measuring: () => null});
        assertFails('gave no answers', {}, {evaluating: () => null});
        assertFails('gave 2 costs for 1 states', {measuring: () => [1, 2]});
        assertFails('gave 1 bytes for', {},
            {evaluating: () => new GLib.Bytes(new Uint8Array(1))});
    },

    // An engine that is waited for has the thread that waits call.
    testWaiting() {
        const engine = makeEngine(new Chain(), new Zero(), 3);
        assert(engine.run(null), 'it has not run');
        for (let i = 0; i < 3; i++)
            assert(engine.get_search(i).get_n_visited() > 4, 'a search has found nothing');
    },

    testDropped() {
        for (const cancellable of [null, new Gio.Cancellable()]) {
            const loop = new GLib.MainLoop(context, false);
            let nEnds = 0;
            let nBatches = 0;
            const stop = () => {
                if (++nBatches === 2 && cancellable)
                    cancellable.cancel();
                System.gc();
                return new GLib.Bytes(new Uint8Array(4));
            };
            let engine = makeEngine(new Chain(), new Zero({evaluating: stop}));
            engine.run_async(cancellable, (source, result) => {
                nEnds++;
                if (cancellable)
                    assertIncludes(getError(() => source.run_finish(result)).message, 'cancelled');
                else
                    assert(source.run_finish(result), 'it has not run');
                loop.quit();
            });
            engine = null;
            System.gc();
            loop.run();
            while (context.iteration(false))
                ;
            assert(nEnds === 1, `it has ended ${nEnds} times`);
        }
    },

    // What holds one another in JavaScript alone goes together.
    testCycle() {
        const weak = thing => {
            const group = new GObject.SignalGroup({target_type: GObject.Object.$gtype});
            group.set_target(thing);
            return group;
        };
        const makeAndRun = () => {
            const domain = new Chain();
            const model = new Zero();
            domain.model = model;
            model.domain = domain;
            const engine = makeEngine(domain, model);
            assert(engine.run(null), 'it has not run');
            return [domain, model, engine].map(weak);
        };
        const refs = makeAndRun();
        const loop = new GLib.MainLoop(context, false);
        let nTurns = 0;

        // What the collector finds is let go of in the loop, where more is to be found.
        GLib.idle_add(GLib.PRIORITY_LOW, () => {
            System.gc();
            if (++nTurns < 10)
                return GLib.SOURCE_CONTINUE;
            loop.quit();
            return GLib.SOURCE_REMOVE;
        });
        loop.run();
        const left = refs.map(ref => ref.dup_target()).filter(target => target !== null);
        assert(left.length === 0, `still there: ${left}`);
    },
};

let status = 0;
for (const name in tests) {
    try {
        tests[name]();
        print(name, 'ok');
    } catch (error) {
        printerr(`${name}: ${error.message}\n${error.stack}`);
        status = 1;
    }
}
System.exit(status);
