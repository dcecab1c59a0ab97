package io.larder.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Footprint;
import io.larder.keyspace.Keyspace;
import io.larder.type.DataCommands;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * How much of the memory is still of use after a long time of changes.
 *
 * <p>A store is filled to its limit, emptied, and then changed at random for as many commands as are asked for, at 80
 * to 90 % of its limit: strings of 10 B to 200 KB that grow and are replaced, hashes, lists and sorted sets that grow
 * and shrink. Then all that it holds is copied into an empty store: what that takes less is what changes have left
 * unused. At last it is emptied and filled once more, which has to take as much as the first time. Arguments: commands,
 * the limit in MiB.
 */
final class Churn {

    private static final int KEYS = 200_000;
    private static final double HIGH = 0.9;
    private static final double LOW = 0.8;
    private static final int REPORTS = 4;

    private final Session session = new Session(new Caller("bench", true), true);
    private final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, US_ASCII);
    private final SplittableRandom random = new SplittableRandom(5);
    private final Path directory;
    private final long limit;
    private final byte[] bytes = new byte[1 << 20];
    private boolean shrinking;

    private Churn(Path directory, long limit) {
        this.directory = directory;
        this.limit = limit;
        random.nextBytes(bytes);
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory(Path.of("target"), "churn");
        try {
            new Churn(directory, Long.parseLong(arguments[1]) << 20).run(Long.parseLong(arguments[0]));
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    /** A store and what runs commands on it. */
    private record Subject(EmbeddedEngine engine, Dispatcher dispatcher) implements AutoCloseable {
        static Subject open(Path path, long limit) throws IOException {
            EmbeddedEngine engine = EmbeddedEngine.open(path, limit, Clock.SYSTEM);
            CommandTable table = new CommandTable(DataCommands.families()).bind(Keyspace.class, engine);
            return new Subject(engine, new Dispatcher(table, call -> null, engine));
        }

        double full() {
            return (double) engine.usedBytes() / engine.footprint().limit();
        }

        @Override
        public void close() throws IOException {
            engine.close();
        }
    }

    private void run(long commands) throws IOException {
        try (Subject subject = Subject.open(directory.resolve("churned"), limit)) {
            long first = fill(subject);
            tell("filled when new: " + first + " keys", subject);
            empty(subject);
            tell("emptied", subject);
            long began = System.nanoTime();
            for (int part = 1; part <= REPORTS; part++) {
                for (long i = 0; i < commands / REPORTS; i++) {
                    change(subject);
                }
                tell(String.format(Locale.ROOT, "%,d changes", commands * part / REPORTS), subject);
            }
            out.printf(Locale.ROOT, "in %.0f s%n", (System.nanoTime() - began) / 1e9);
            try (Subject copy = Subject.open(directory.resolve("copy"), limit)) {
                copy(subject, copy);
                tell("the same, copied into an empty store", copy);
                double unused = 1
                        - (double) copy.engine().usedBytes() / subject.engine().usedBytes();
                out.printf(Locale.ROOT, "unused after the changes: %.1f %%%n", unused * 100);
            }
            empty(subject);
            tell("emptied", subject);
            long last = fill(subject);
            tell("filled once more: " + last + " keys", subject);
            out.printf(Locale.ROOT, "of what fitted at first fits now: %.2f %%%n", 100.0 * last / first);
        }
    }

    private void tell(String when, Subject subject) {
        Footprint now = subject.engine().footprint();
        out.printf(
                Locale.ROOT,
                "%-40s %,9d keys, entries %4d MB, pages %4d MB, free pages %4d MB, extra tiers %d%n",
                when,
                now.keys(),
                now.entries() / 1_000_000,
                now.pages() / 1_000_000,
                now.freePages() / 1_000_000,
                now.extraTiers());
    }

    /** Sets strings of any size until there is no more room; the same each time. */
    private long fill(Subject subject) {
        SplittableRandom sizes = new SplittableRandom(9);
        for (long i = 0; ; i++) {
            if (send(subject, "SET", "fill:" + i, part(size(sizes, 10, 200_000))) instanceof Reply.Failure) {
                return i;
            }
        }
    }

    private void empty(Subject subject) {
        String cursor = "0";
        do {
            Reply.Many scanned = (Reply.Many) send(subject, "SCAN", cursor, "COUNT", "1000");
            cursor = text(scanned.items().get(0));
            for (Reply key : ((Reply.Many) scanned.items().get(1)).items()) {
                send(subject, "DEL", ((Reply.Bytes) key).value());
            }
        } while (!cursor.equals("0"));
        while (subject.engine().footprint().pages() > 0) {
            Thread.onSpinWait();
        }
    }

    private void change(Subject subject) {
        if (random.nextInt(64) == 0) {
            double full = subject.full();
            shrinking = shrinking ? full > LOW : full > HIGH;
        }
        int number = random.nextInt(KEYS);
        String key = "key:" + number;
        boolean less = random.nextInt(100) < (shrinking ? 70 : 35);
        switch (number % 5) {
            case 0 -> send(subject, less ? "HDEL" : "HSET", key, field(number), less ? field(number) : value());
            case 1 -> {
                if (less) {
                    send(subject, random.nextBoolean() ? "LPOP" : "RPOP", key);
                } else {
                    send(subject, random.nextBoolean() ? "LPUSH" : "RPUSH", key, value());
                }
            }
            case 2 -> {
                if (less) {
                    send(subject, "ZREM", key, field(number));
                } else {
                    send(subject, "ZADD", key, random.nextInt(1000), field(number));
                }
            }
            default -> {
                if (less) {
                    send(subject, "DEL", key);
                } else if (random.nextInt(4) == 0) {
                    send(subject, "APPEND", key, part(size(random, 10, 5_000)));
                } else {
                    send(subject, "SET", key, part(size(random, 10, random.nextInt(20) == 0 ? 200_000 : 4_000)));
                }
            }
        }
    }

    /** Some collections get many elements, most get few. */
    private String field(int number) {
        return "field:" + random.nextInt(number % 1000 < 5 ? 100_000 : 50);
    }

    private byte[] value() {
        return part(size(random, 10, 600));
    }

    /** Evenly distributed by its logarithm. */
    private static int size(SplittableRandom random, int from, int to) {
        return (int) (from * Math.pow((double) to / from, random.nextDouble()));
    }

    private byte[] part(int length) {
        byte[] some = new byte[length];
        System.arraycopy(bytes, 0, some, 0, length);
        return some;
    }

    private void copy(Subject from, Subject to) {
        String cursor = "0";
        do {
            Reply.Many scanned = (Reply.Many) send(from, "SCAN", cursor, "COUNT", "1000");
            cursor = text(scanned.items().get(0));
            for (Reply each : ((Reply.Many) scanned.items().get(1)).items()) {
                copyKey(from, to, ((Reply.Bytes) each).value());
            }
        } while (!cursor.equals("0"));
    }

    private void copyKey(Subject from, Subject to, byte[] key) {
        switch (((Reply.Text) send(from, "TYPE", key)).value()) {
            case "string" -> send(to, "SET", key, ((Reply.Bytes) send(from, "GET", key)).value());
            case "list" ->
                ((Reply.Many) send(from, "LRANGE", key, 0, -1))
                        .items()
                        .forEach(each -> send(to, "RPUSH", key, ((Reply.Bytes) each).value()));
            case "hash" -> {
                var pairs = ((Reply.Pairs) send(from, "HGETALL", key)).items();
                for (int i = 0; i < pairs.size(); i += 2) {
                    send(
                            to,
                            "HSET",
                            key,
                            ((Reply.Bytes) pairs.get(i)).value(),
                            ((Reply.Bytes) pairs.get(i + 1)).value());
                }
            }
            default -> {
                for (Reply member : ((Reply.Many) send(from, "ZRANGE", key, 0, -1)).items()) {
                    byte[] name = ((Reply.Bytes) member).value();
                    send(to, "ZADD", key, (long) ((Reply.Real) send(from, "ZSCORE", key, name)).value(), name);
                }
            }
        }
    }

    private static String text(Reply reply) {
        return new String(((Reply.Bytes) reply).value(), US_ASCII);
    }

    private Reply send(Subject subject, Object... words) {
        byte[][] all = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            all[i] = words[i] instanceof byte[] raw ? raw : words[i].toString().getBytes(US_ASCII);
        }
        return subject.dispatcher().call(session, all, Effort.FULL);
    }
}
