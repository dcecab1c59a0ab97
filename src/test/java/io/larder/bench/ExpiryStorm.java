package io.larder.bench;

import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Session;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Keyspace;
import io.larder.type.DataCommands;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Many keys that expire within the same minute: what others notice of it, what it costs, and when the memory is back.
 *
 * <p>Keys are set to expire evenly within a minute, an hour from now; then the clock is put forward to 20 seconds
 * before that minute. One client reads and writes other keys all the while, 2,000 times a second, each due at its time:
 * a request that waits behind another is late, and that counts. Arguments: how many keys, the limit in MiB.
 */
final class ExpiryStorm {

    private static final int OTHERS = 100_000;
    private static final int A_SECOND = 2_000;
    private static final int BEFORE = 20;
    private static final int MINUTE = 60;
    private static final long HOUR = 3_600_000;
    private static final int VALUE_BYTES = 32;

    private static volatile long skipped;

    private final EmbeddedEngine engine;
    private final Dispatcher dispatcher;
    private final Session session = new Session(new Caller("bench", true), true);
    private final SplittableRandom random = new SplittableRandom(1);
    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final long keys;

    private ExpiryStorm(EmbeddedEngine engine, long keys) {
        this.engine = engine;
        this.keys = keys;
        this.dispatcher = new Dispatcher(
                new CommandTable(DataCommands.families()).bind(Keyspace.class, engine), call -> null, engine);
    }

    public static void main(String[] arguments) throws Exception {
        long keys = Long.parseLong(arguments[0]);
        Path directory = Files.createTempDirectory(Path.of("target"), "expiry");
        try (EmbeddedEngine engine = EmbeddedEngine.open(
                directory, Long.parseLong(arguments[1]) << 20, () -> System.currentTimeMillis() + skipped)) {
            new ExpiryStorm(engine, keys).run();
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private void run() {
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < OTHERS; i++) {
            send("SET", "other:" + i, value);
        }
        long first = System.currentTimeMillis() + HOUR;
        long began = System.nanoTime();
        for (long i = 0; i < keys; i++) {
            send("SET", "session:" + i, value, "PXAT", first + random.nextInt(MINUTE * 1000));
        }
        out.printf(Locale.ROOT, "%,d keys set in %.0f s%n", keys, (System.nanoTime() - began) / 1e9);
        out.println("| | p50, µs | p99, µs | p99.9, µs | longest, ms | sweeper, s | keys left | MB in use |");
        out.println("|---|---:|---:|---:|---:|---:|---:|---:|");
        phase("an hour before", BEFORE);
        skipped = first - System.currentTimeMillis() - BEFORE * 1000L;
        phase("just before", BEFORE);
        phase("the minute", MINUTE);
        phase("the minute after", MINUTE);
    }

    private void phase(String name, int seconds) {
        long cpu = sweeperNanos();
        long[] late = new long[seconds * A_SECOND];
        long start = System.nanoTime();
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < late.length; i++) {
            long due = start + i * (1_000_000_000L / A_SECOND);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            String key = "other:" + random.nextInt(OTHERS);
            if (i % 2 == 0) {
                send("GET", key);
            } else {
                send("SET", key, value);
            }
            late[i] = System.nanoTime() - due;
        }
        Arrays.sort(late);
        out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.0f | %.1f | %.1f | %,d | %.0f |%n",
                name,
                late[late.length / 2] / 1e3,
                late[(int) (late.length * 0.99)] / 1e3,
                late[(int) (late.length * 0.999)] / 1e3,
                late[late.length - 1] / 1e6,
                (sweeperNanos() - cpu) / 1e9,
                engine.usage().keys() - OTHERS,
                engine.usedBytes() / 1e6);
    }

    private static long sweeperNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (long id : threads.getAllThreadIds()) {
            if (threads.getThreadInfo(id).getThreadName().equals("larder-sweeper")) {
                return threads.getThreadCpuTime(id);
            }
        }
        throw new IllegalStateException("there is no sweeper");
    }

    private void send(Object... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] =
                    words[i] instanceof byte[] raw ? raw : words[i].toString().getBytes(StandardCharsets.US_ASCII);
        }
        dispatcher.call(session, bytes, Effort.FULL);
    }
}
