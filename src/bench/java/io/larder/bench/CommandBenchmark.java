package io.larder.bench;

import io.larder.command.Reply;
import io.larder.keyspace.EvictionPolicy;
import io.larder.monitoring.Statistics;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Commands on keys of a value of 100 bytes, through the dispatcher and into the engine. Some keys are asked for much
 * more often than others.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CommandBenchmark {

    private static final byte[] GET = OpenStore.bytes("GET");
    private static final byte[] SET = OpenStore.bytes("SET");
    private static final byte[] INCR = OpenStore.bytes("INCR");
    private static final byte[] VALUE = new byte[100];

    /** How many keys there are. */
    @Param("100000")
    public int keys;

    /** Whether uses of keys are taken note of, and for whom. */
    @Param({"noeviction", "adaptive"})
    public String policy;

    /** Whether each command is counted and timed, as the service does it. */
    @Param({"true", "false"})
    public boolean observed;

    private final SplittableRandom random = new SplittableRandom(1);
    private OpenStore store;
    private byte[][] names;
    private byte[][] counters;

    /** Fills the store. */
    @Setup(Level.Trial)
    public void fill() throws IOException {
        store = new OpenStore(keys * 400L + (1 << 20));
        store.engine.evictionPolicy(EvictionPolicy.of(policy));
        if (observed) {
            store.dispatcher.observe(new Statistics());
        }
        names = new byte[keys][];
        counters = new byte[keys][];
        for (int i = 0; i < keys; i++) {
            names[i] = OpenStore.bytes("key:" + i);
            counters[i] = OpenStore.bytes("counter:" + i);
            store.call(SET, names[i], VALUE);
            store.call(INCR, counters[i]);
        }
    }

    /** Closes the store. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        store.close();
    }

    /** One read. */
    @Benchmark
    public Reply get() {
        Reply reply = store.call(GET, names[next()]);
        if (reply == Reply.NIL) {
            throw new IllegalStateException("a key is gone");
        }
        return reply;
    }

    /** One overwrite by a value of the same length. */
    @Benchmark
    public Reply set() {
        return store.call(SET, names[next()], VALUE);
    }

    /** One read and overwrite. */
    @Benchmark
    public Reply incr() {
        return store.call(INCR, counters[next()]);
    }

    private int next() {
        double chance = random.nextDouble();
        return (int) (chance * chance * chance * keys);
    }
}
