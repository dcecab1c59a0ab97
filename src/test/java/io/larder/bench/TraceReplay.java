package io.larder.bench;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.EvictionPolicy;
import io.larder.keyspace.Keyspace;
import io.larder.type.DataCommands;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Hit ratios of a recorded trace: GET, and SET where nothing was there, with room for a given number of keys. LRU and
 * Caffeine in this process, a real redis-server, and Larder's engine through its dispatcher, with its limit in bytes.
 *
 * <p>Arguments: name, file, format (see {@link Trace}), keys, most requests, and what to try: some of {@code redis},
 * with room for as many keys, {@code bytes}, which is a redis-server with as many bytes for them as Larder needs,
 * {@code none}, or a policy of Larder's by its name. The properties {@code key.bytes} and {@code value.bytes} say how
 * long those are.
 */
final class TraceReplay {

    /** Bytes of each value. */
    static final int VALUE_BYTES = Integer.getInteger("value.bytes", 100);

    private static final int DIGITS = 16;
    private static final int KEY_BYTES = Integer.getInteger("key.bytes", DIGITS);

    private static final byte[] VALUE = new byte[VALUE_BYTES];
    private static final byte[] GET = "GET".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SET = "SET".getBytes(StandardCharsets.US_ASCII);

    private TraceReplay() {}

    public static void main(String[] arguments) throws Exception {
        long[] trace = Trace.read(Path.of(arguments[1]), arguments[2], Integer.parseInt(arguments[4]));
        int keys = Integer.parseInt(arguments[3]);
        Path directory = Files.createTempDirectory("replay");
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try {
            double lru = lru(trace, keys);
            double caffeine = caffeine(trace, keys);
            double best = Math.max(lru, caffeine);
            StringBuilder row = new StringBuilder(String.format(
                    Locale.ROOT, "| %s | %,d | %,d | %.2f | %.2f |", arguments[0], trace.length, keys, lru, caffeine));
            for (int i = 5; i < arguments.length; i++) {
                if (arguments[i].equals("bytes")) {
                    long[] costs = costs(directory);
                    long bytes = keys * costs[0] + costs[1];
                    row.append(String.format(Locale.ROOT, " %,d |", bytes));
                    try (RedisCache redis = new RedisCache(directory)) {
                        for (String policy : List.of("allkeys-lru", "allkeys-lfu")) {
                            redis.limit(policy, bytes);
                            double ratio = percent(redis.use(trace), trace);
                            row.append(String.format(Locale.ROOT, " %.2f (%,d keys) |", ratio, redis.held()));
                        }
                    }
                } else if (arguments[i].equals("redis")) {
                    try (RedisCache redis = new RedisCache(directory)) {
                        for (String policy : List.of("allkeys-lru", "allkeys-lfu")) {
                            row.append(redis(redis, policy, trace, keys)).append(" |");
                        }
                    }
                } else if (!arguments[i].equals("none")) {
                    double ratio = larder(trace, keys, EvictionPolicy.of(arguments[i]), directory);
                    row.append(String.format(Locale.ROOT, " %.2f | %+.2f |", ratio, ratio - best));
                }
            }
            out.println(row);
        } finally {
            delete(directory);
        }
    }

    private static String redis(RedisCache redis, String policy, long[] trace, int keys) {
        try {
            long held = redis.prepare(policy, keys);
            String ratio = String.format(Locale.ROOT, " %.2f", percent(redis.use(trace), trace));
            return Math.abs(held - keys) * 100 > keys ? ratio + " (" + held + " keys)" : ratio;
        } catch (IOException tooSmall) {
            // So few keys are less than what its buffers take, more or less.
            return " –";
        }
    }

    /** A key of {@link #KEY_BYTES}. */
    static byte[] key(long number) {
        byte[] key = new byte[KEY_BYTES];
        Arrays.fill(key, (byte) '.');
        for (int i = 0; i < DIGITS; i++) {
            key[i] = (byte) Character.forDigit((int) (number >>> 4 * (15 - i)) & 15, 16);
        }
        return key;
    }

    private static double percent(long hits, long[] trace) {
        return 100.0 * hits / trace.length;
    }

    private static double lru(long[] trace, int keys) {
        Map<Long, Boolean> cache = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
                return size() > keys;
            }
        };
        long hits = 0;
        for (long key : trace) {
            if (cache.get(key) != null) {
                hits++;
            } else {
                cache.put(key, true);
            }
        }
        return percent(hits, trace);
    }

    private static double caffeine(long[] trace, int keys) {
        Cache<Long, Boolean> cache =
                Caffeine.newBuilder().maximumSize(keys).executor(Runnable::run).build();
        long hits = 0;
        for (long key : trace) {
            if (cache.getIfPresent(key) != null) {
                hits++;
            } else {
                cache.put(key, true);
            }
        }
        return percent(hits, trace);
    }

    /** What a key takes, and how much more a command is promised than it takes in the end. */
    private static long[] costs(Path directory) throws IOException {
        try (EmbeddedEngine engine = EmbeddedEngine.open(directory.resolve("one"), 1 << 20, Clock.SYSTEM)) {
            Client client = new Client(engine);
            client.use(0);
            long cost = engine.usedBytes();
            return new long[] {cost, engine.guess(new byte[][] {SET, key(0), VALUE}) - cost};
        } finally {
            delete(directory.resolve("one"));
        }
    }

    private static double larder(long[] trace, int keys, EvictionPolicy policy, Path directory) throws IOException {
        long[] costs = costs(directory);
        Path data = directory.resolve(policy.label());
        try (EmbeddedEngine engine = EmbeddedEngine.open(data, keys * costs[0] + costs[1], Clock.SYSTEM)) {
            engine.evictionPolicy(policy);
            Client client = new Client(engine);
            long hits = 0;
            for (long key : trace) {
                hits += client.use(key) ? 1 : 0;
            }
            if (engine.usedBytes() > keys * costs[0]) {
                throw new IllegalStateException("over the limit: " + engine.usedBytes());
            }
            return percent(hits, trace);
        } finally {
            delete(data);
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** Someone who looks for a key, and puts it there where it is not. */
    private static final class Client {
        private final Dispatcher dispatcher;
        private final Session session = new Session(new Caller("bench", true), true);

        Client(EmbeddedEngine engine) {
            CommandTable table = new CommandTable(DataCommands.families()).bind(Keyspace.class, engine);
            dispatcher = new Dispatcher(table, call -> null, engine);
        }

        boolean use(long number) {
            byte[] key = key(number);
            if (dispatcher.call(session, new byte[][] {GET, key}, Effort.FULL) != Reply.NIL) {
                return true;
            }
            Reply reply = dispatcher.call(session, new byte[][] {SET, key, VALUE}, Effort.FULL);
            if (reply != Reply.OK) {
                throw new IllegalStateException("SET answered " + reply);
            }
            return false;
        }
    }
}
