package io.larder.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands on sorted sets at random, some of them misspelt, on the twin, the embedded engine and a real Redis: every
 * reply is the same.
 *
 * <p>Members of {@code l} all have one score, since ranges by member are only defined then.
 */
@Tag("real-parts")
class SortedSetsOracleTest {

    private static final int STEPS = 800;
    private static final int LARGE_STEPS = 1500;
    private static final int LARGE = 4000;

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final String[] KEYS = {"a", "b", "c", "nokey"};
    private static final String[] MEMBERS = {"\"\"", "m", "n", "nn", "o", "\"n\\x00\"", "\"\\xff\"", "17", "\"long\"*20"
    };
    private static final String[] SCORES = {
        "0", "1", "2", "2", "-1", "1.5", "0.1", "0.2", "1e20", "-3e-7", "inf", "-inf", "123456789.125", "-0", "3e3"
    };
    private static final String[] WEIGHTS = {"1", "2", "-1", "0", "0.5", "inf", "-inf"};
    private static final String[] ENDS = {"-", "+", "[m", "(m", "[n", "(nn", "[", "(", "[z", "\"(\\xff\""};
    private static final String[] PLACES = {"0", "1", "2", "3", "9", "-1", "-2", "-4", "-20"};
    private static final String[] JUNK = {"x", "\"\"", "-1", "0", "1", "(", "NX", "LIMIT", "WITHSCORES", "9e999", "nan"
    };

    private final List<Subject> subjects =
            List.of(new DispatcherSubject<>(HeapEngine::new), new DispatcherSubject<>(EmbeddedEngines::fresh));
    private Random random = new Random(0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void answersTheSame(long seed) {
        compare(seed, STEPS, () -> misspelt(line()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void answersTheSameOfLargeSets(long seed) {
        compare(seed, LARGE_STEPS, this::large);
    }

    private void compare(long seed, int steps, Supplier<String> next) {
        random = new Random(seed);
        REDIS.reset();
        subjects.forEach(Subject::reset);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            String line = next.get();
            lines.add(line);
            String expected = answer(REDIS, line);
            for (Subject subject : subjects) {
                assertEquals(
                        expected,
                        answer(subject, line),
                        () -> "seed " + seed + ", at the end of\n" + String.join("\n", lines));
            }
        }
    }

    /** Redis keeps the sign of zero in large sorted sets, but not in small ones; Larder never does. */
    private static String answer(Subject subject, String line) {
        return Printed.of(subject.send(1, Words.of(line))).replace("\"-0\"", "\"0\"");
    }

    private String misspelt(String line) {
        if (random.nextInt(10) > 0 || line.startsWith("ZADD l")) {
            return line;
        }
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        int at = 1 + random.nextInt(words.size());
        switch (random.nextInt(3)) {
            case 0 -> words.add(at, one(JUNK));
            case 1 ->
                words.subList(Math.min(at, words.size() - 1), words.size()).clear();
            default -> words.set(Math.min(at, words.size() - 1), one(JUNK));
        }
        return String.join(" ", words);
    }

    private String line() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> add();
            case 3 -> member();
            case 4, 5, 6 -> range();
            case 7 -> remove();
            case 8 -> algebra();
            default -> even();
        };
    }

    private String add() {
        StringBuilder line = new StringBuilder("ZADD ").append(one(KEYS, 3));
        for (String option : List.of("NX", "XX", "GT", "LT", "CH", "INCR")) {
            line.append(maybe(7, ' ' + option));
        }
        do {
            line.append(' ').append(one(SCORES)).append(' ').append(one(MEMBERS));
        } while (random.nextInt(3) > 0);
        return random.nextInt(4) > 0
                ? line.toString()
                : String.join(" ", "ZINCRBY", one(KEYS, 3), one(SCORES), one(MEMBERS));
    }

    private String member() {
        return switch (random.nextInt(5)) {
            case 0 -> "ZSCORE " + one(KEYS) + ' ' + one(MEMBERS);
            case 1 -> "ZMSCORE " + one(KEYS) + ' ' + one(MEMBERS) + ' ' + one(MEMBERS);
            case 2 -> "ZCARD " + one(KEYS);
            case 3 -> "ZRANK " + one(KEYS) + ' ' + one(MEMBERS);
            default -> "ZREVRANK " + one(KEYS) + ' ' + one(MEMBERS);
        };
    }

    private String range() {
        String limit = maybe(3, " LIMIT " + one(PLACES) + ' ' + one(PLACES));
        String scores = maybe(2, " WITHSCORES");
        return switch (random.nextInt(7)) {
            case 0 -> "ZRANGE " + one(KEYS) + places() + maybe(2, " REV") + scores;
            case 1 -> "ZREVRANGE " + one(KEYS) + places() + scores;
            case 2 -> "ZRANGE " + one(KEYS) + ends() + " BYSCORE" + maybe(2, " REV") + limit + scores;
            case 3 -> "ZRANGEBYSCORE " + one(KEYS) + ends() + scores + limit;
            case 4 -> "ZREVRANGEBYSCORE " + one(KEYS) + ends() + limit + scores;
            case 5 -> "ZCOUNT " + one(KEYS) + ends();
            default -> "ZRANGESTORE " + one(KEYS) + ' ' + one(KEYS) + ends() + " BYSCORE" + maybe(2, " REV") + limit;
        };
    }

    private String remove() {
        return switch (random.nextInt(6)) {
            case 0 -> "ZREMRANGEBYRANK " + one(KEYS) + places();
            case 1 -> "ZREMRANGEBYSCORE " + one(KEYS) + ends();
            case 2 -> "ZPOPMIN " + one(KEYS) + maybe(2, " 2");
            case 3 -> "ZPOPMAX " + one(KEYS) + maybe(2, " 3");
            case 4 -> "ZMPOP 2 " + one(KEYS) + ' ' + one(KEYS) + (random.nextBoolean() ? " MIN" : " MAX COUNT 2");
            default -> "ZREM " + one(KEYS) + ' ' + one(MEMBERS) + ' ' + one(MEMBERS);
        };
    }

    private String algebra() {
        int count = 1 + random.nextInt(3);
        StringBuilder keys = new StringBuilder().append(count);
        StringBuilder weights = new StringBuilder(" WEIGHTS");
        for (int i = 0; i < count; i++) {
            keys.append(' ').append(one(KEYS));
            weights.append(' ').append(one(WEIGHTS));
        }
        String options = maybe(2, weights.toString()) + maybe(2, " AGGREGATE " + one("SUM", "MIN", "MAX"));
        String scores = maybe(2, " WITHSCORES");
        return switch (random.nextInt(7)) {
            case 0 -> "ZUNION " + keys + options + scores;
            case 1 -> "ZINTER " + keys + options + scores;
            case 2 -> "ZDIFF " + keys + scores;
            case 3 -> "ZUNIONSTORE " + one(KEYS, 3) + ' ' + keys + options;
            case 4 -> "ZINTERSTORE " + one(KEYS, 3) + ' ' + keys + options;
            case 5 -> "ZDIFFSTORE " + one(KEYS, 3) + ' ' + keys;
            default -> "ZINTERCARD " + keys + maybe(2, " LIMIT " + one(PLACES));
        };
    }

    /** Ranges by member. */
    private String even() {
        String ends = ' ' + one(ENDS) + ' ' + one(ENDS);
        String limit = maybe(3, " LIMIT " + one(PLACES) + ' ' + one(PLACES));
        return switch (random.nextInt(8)) {
            case 0 -> "ZRANGEBYLEX l" + ends + limit;
            case 1 -> "ZREVRANGEBYLEX l" + ends + limit;
            case 2 -> "ZRANGE l" + ends + " BYLEX" + maybe(2, " REV") + limit;
            case 3 -> "ZLEXCOUNT l" + ends;
            case 4 -> random.nextInt(3) > 0 ? "ZCARD l" : "ZREMRANGEBYLEX l" + ends;
            case 5 -> "ZREM l " + one(MEMBERS);
            default -> "ZADD l 1 " + one(MEMBERS);
        };
    }

    /** One key with some thousand members, in pages of many sizes. */
    private String large() {
        String places = " " + random.nextInt(LARGE) + ' ' + random.nextInt(LARGE);
        return switch (random.nextInt(22)) {
            case 0 -> "ZRANGE k" + places + maybe(2, " REV") + " WITHSCORES";
            case 1 -> "ZRANGEBYSCORE k" + places + " LIMIT " + random.nextInt(100) + " 20";
            case 2 -> "ZREVRANGEBYSCORE k +inf (" + random.nextInt(LARGE) + " LIMIT " + random.nextInt(100) + " 20";
            case 3 -> "ZCOUNT k" + places;
            case 4 -> "ZRANK k " + some();
            case 5 -> "ZREVRANK k " + some();
            case 6 -> "ZREM k " + some() + ' ' + some() + ' ' + some();
            case 7 -> "ZPOPMIN k " + random.nextInt(20);
            case 8 -> "ZPOPMAX k " + random.nextInt(20);
            case 9 -> random.nextInt(100) == 0 ? "ZREMRANGEBYRANK k" + places : "ZINCRBY k 0.25 " + some();
            case 10 -> random.nextInt(20) == 0 ? "ZUNIONSTORE k 2 k other AGGREGATE MAX" : "ZADD other 5 " + some();
            case 11 -> random.nextInt(20) == 0 ? "ZRANGESTORE copy k" + places + " BYSCORE" : "ZCARD copy";
            case 12 -> random.nextInt(4) > 0 ? "ZINTERCARD 2 other k LIMIT 1000" : "ZADD few 7 " + some();
            case 13 -> largeAlgebra();
            default -> {
                StringBuilder line = new StringBuilder("ZADD k");
                for (int i = random.nextInt(30); i >= 0; i--) {
                    line.append(' ')
                            .append(random.nextInt(LARGE) * 0.5)
                            .append(' ')
                            .append(some());
                }
                yield line.toString();
            }
        };
    }

    private String largeAlgebra() {
        return switch (random.nextInt(5)) {
            case 0 -> "ZINTER 2 k other WITHSCORES";
            case 1 -> "ZINTER 3 k few other WEIGHTS 1 2 3 WITHSCORES";
            case 2 -> "ZDIFF 2 other k WITHSCORES";
            case 3 -> "ZDIFF 3 few k other";
            default -> "ZUNION 3 few other copy WITHSCORES";
        };
    }

    private String some() {
        int member = random.nextInt(LARGE);
        return "m".repeat(member % 7) + member;
    }

    private String places() {
        return ' ' + one(PLACES) + ' ' + one(PLACES);
    }

    private String ends() {
        return ' ' + maybe(3, "(") + one(SCORES) + ' ' + maybe(3, "(") + one(SCORES);
    }

    private String maybe(int often, String text) {
        return random.nextInt(often) == 0 ? text : "";
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private String one(String[] of, int first) {
        return of[random.nextInt(first)];
    }
}
