package io.larder.bench;

import io.larder.command.Reply;
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

/** A sorted set and a leaderboard with the same members of 15 bytes, through the dispatcher and into the engine. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class BoardBenchmark {

    private static final int SCORES = 10_000_000;

    /** About what a member needs on both, with room to spare. */
    private static final long BYTES = 400;

    private static final byte[] SET = OpenStore.bytes("set");
    private static final byte[] BOARD = OpenStore.bytes("board");
    private static final byte[] LEADERBOARD = OpenStore.bytes("LEADERBOARD");
    private static final byte[] ZADD = OpenStore.bytes("ZADD");
    private static final byte[] ZREVRANK = OpenStore.bytes("ZREVRANK");
    private static final byte[] SUBMIT = OpenStore.bytes("SUBMIT");
    private static final byte[] AROUND = OpenStore.bytes("AROUND");
    private static final byte[] GET = OpenStore.bytes("GET");
    private static final byte[][] SET_TOP = OpenStore.words("ZRANGE set 0 9 REV WITHSCORES");
    private static final byte[][] BOARD_TOP = OpenStore.words("LEADERBOARD TOP board");

    /** How many members each has. */
    @Param("1000000")
    public int members;

    private final SplittableRandom random = new SplittableRandom(1);
    private OpenStore store;

    /** Fills both. */
    @Setup(Level.Trial)
    public void fill() throws IOException {
        store = new OpenStore(members * BYTES + (1 << 20));
        store.call(OpenStore.words("LEADERBOARD DEFINE board {\"keep\":\"last\",\"submits_per_s\":0}"));
        for (int i = 0; i < members; i++) {
            byte[] score = score();
            store.call(ZADD, SET, score, member(i));
            store.call(LEADERBOARD, SUBMIT, BOARD, member(i), score);
        }
    }

    /** Closes the store. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        store.close();
    }

    /** Another score of a member of the sorted set. */
    @Benchmark
    public Reply setAdd() {
        return store.call(ZADD, SET, score(), member(random.nextInt(members)));
    }

    /** Where a member of the sorted set stands. */
    @Benchmark
    public Reply setRank() {
        return store.call(ZREVRANK, SET, member(random.nextInt(members)));
    }

    /** The first ten of the sorted set. */
    @Benchmark
    public Reply setTop() {
        return store.call(SET_TOP);
    }

    /** Another score of an entry of the leaderboard. */
    @Benchmark
    public Reply boardSubmit() {
        return store.call(LEADERBOARD, SUBMIT, BOARD, member(random.nextInt(members)), score());
    }

    /** One entry of the leaderboard, with its rank. */
    @Benchmark
    public Reply boardEntry() {
        return store.call(LEADERBOARD, GET, BOARD, member(random.nextInt(members)));
    }

    /** An entry of the leaderboard and those around it. */
    @Benchmark
    public Reply boardAround() {
        return store.call(LEADERBOARD, AROUND, BOARD, member(random.nextInt(members)));
    }

    /** The first of the leaderboard. */
    @Benchmark
    public Reply boardTop() {
        return store.call(BOARD_TOP);
    }

    private byte[] score() {
        return OpenStore.bytes(Integer.toString(random.nextInt(SCORES)));
    }

    /** In an order that is not that of the numbers. */
    private static byte[] member(int number) {
        String digits = Integer.toUnsignedString(Integer.reverse(number));
        return OpenStore.bytes("user:" + "0".repeat(10 - digits.length()) + digits);
    }
}
