package io.larder.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Drawn commands on strings, where the numbers matter: they answer and leave the same on the twin and on a real Redis.
 */
@Tag("real-parts")
class StringOracleTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final Subject TWIN = new DispatcherSubject<>(HeapEngine::new);
    private static final int COMMANDS = 3_000;
    private static final int ON_ONE_STORE = 30;

    @Test
    void bitFields() {
        compare(11, random -> {
            StringBuilder line = new StringBuilder("BITFIELD k");
            for (int i = random.nextInt(4); i >= 0; i--) {
                if (random.nextInt(3) == 0) {
                    line.append(" OVERFLOW ").append(one(random, "WRAP", "SAT", "FAIL"));
                }
                String field = type(random) + one(random, " ", " #") + random.nextInt(20);
                line.append(one(
                        random,
                        " GET " + field,
                        // Below, Redis takes a number that is too small for one that is too large.
                        " SET " + field + " " + number(random) / 2,
                        " INCRBY " + field + " " + number(random)));
            }
            return line.toString();
        });
    }

    private static String type(Random random) {
        return random.nextBoolean() ? "i" + (1 + random.nextInt(64)) : "u" + (1 + random.nextInt(63));
    }

    private static long number(Random random) {
        long edge = 1L << random.nextInt(64);
        return switch (random.nextInt(4)) {
            case 0 -> edge + random.nextInt(3) - 1;
            case 1 -> -edge + random.nextInt(3) - 1;
            case 2 -> random.nextLong() >> random.nextInt(64);
            default -> random.nextInt(10) - 5;
        };
    }

    @Test
    void partsAndBits() {
        compare(12, random -> switch (random.nextInt(8)) {
            case 0 -> "SET " + key(random) + " " + bytes(random);
            case 1 -> "SETRANGE " + key(random) + " " + random.nextInt(12) + " " + bytes(random);
            case 2 -> "SETBIT " + key(random) + " " + random.nextInt(100) + " " + random.nextInt(2);
            case 3 -> "GETRANGE " + key(random) + " " + place(random) + " " + place(random);
            case 4 -> "BITCOUNT " + key(random) + one(random, "", range(random, place(random)));
            case 5, 6 ->
                "BITPOS " + key(random) + " " + random.nextInt(2)
                        + one(random, "", " " + place(random), range(random, place(random)));
            default -> "GETBIT " + key(random) + " " + random.nextInt(100);
        });
    }

    private static String range(Random random, long start) {
        return " " + start + " " + place(random) + one(random, "", " BYTE", " BIT", " bit");
    }

    private static long place(Random random) {
        return random.nextInt(40) == 0 ? random.nextLong() : random.nextInt(200) / (random.nextInt(9) + 1) - 10;
    }

    @Test
    void bitOperations() {
        compare(13, random -> {
            String operation = one(random, "AND", "OR", "XOR", "NOT");
            String sources = operation.equals("NOT")
                    ? key(random)
                    : key(random) + one(random, "", " " + key(random), " " + key(random) + " " + key(random));
            return one(
                    random,
                    "SET " + key(random) + " " + bytes(random),
                    "BITOP " + operation + " " + key(random) + " " + sources);
        });
    }

    @Test
    void commonSubsequences() {
        compare(
                14,
                random -> random.nextInt(3) == 0
                        ? "SET " + key(random) + " " + letters(random)
                        : "LCS " + key(random) + " " + key(random)
                                + one(random, "", " LEN", " IDX", " IDX WITHMATCHLEN", " IDX MINMATCHLEN 3"));
    }

    private static String letters(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(30); i >= 0; i--) {
            word.append((char) ('a' + random.nextInt(3)));
        }
        return word.toString();
    }

    @Test
    void decimals() {
        compare(15, random -> one(random, "SET f ", "INCRBYFLOAT f ", "INCRBYFLOAT f ") + decimal(random));
    }

    private static String decimal(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Integer.toString(random.nextInt(200) - 100);
            case 1 -> random.nextInt(2000) - 1000 + "." + random.nextInt(1000);
            case 2 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
            case 3 -> Long.toString(random.nextLong());
            case 4 -> random.nextLong() + "." + (random.nextLong() >>> 1) + "e" + (random.nextInt(60) - 30);
            default -> (random.nextBoolean() ? "-0x" : "0x") + Long.toHexString(random.nextLong());
        };
    }

    @Test
    void settings() {
        compare(16, random -> {
            String options = one(random, "", " NX", " XX")
                    + one(random, "", " GET")
                    + one(random, "", "", " KEEPTTL", " EX 1000", " PXAT 1", " EXAT 4102444800", " PX 0");
            return one(
                    random,
                    "SET " + key(random) + " " + random.nextInt(9) + options,
                    "GETEX " + key(random) + one(random, "", " PERSIST", " EX 1000", " EXAT 1", " EX 0"),
                    "SETNX " + key(random) + " 1",
                    "GETSET " + key(random) + " 2",
                    "GETDEL " + key(random),
                    "MSET a 1 b 2",
                    "MSETNX " + key(random) + " 1 " + key(random) + " 2",
                    "MGET a b c",
                    one(random, "INCR ", "DECR ") + key(random),
                    one(random, "INCRBY ", "DECRBY ") + key(random) + " " + number(random),
                    "APPEND " + key(random) + " " + random.nextInt(9));
        });
    }

    private static String key(Random random) {
        return one(random, "a", "b", "c");
    }

    private static String bytes(Random random) {
        StringBuilder word = new StringBuilder("\"");
        for (int i = random.nextInt(14); i > 0; i--) {
            int b = random.nextInt(3) == 0 ? random.nextInt(256) : random.nextBoolean() ? 0xff : 0;
            word.append(String.format("\\x%02x", b));
        }
        return word.append('"').toString();
    }

    private static String one(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static void compare(long seed, Function<Random, String> lines) {
        Random random = new Random(seed);
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < COMMANDS; i++) {
            if (i % ON_ONE_STORE == 0) {
                REDIS.reset();
                TWIN.reset();
                said.setLength(0);
            }
            String line = lines.apply(random);
            said.append("> ").append(line).append('\n');
            assertEquals(answer(REDIS, line), answer(TWIN, line), said::toString);
            String key = new String(Words.of(line)[line.startsWith("BITOP") ? 2 : 1], StandardCharsets.UTF_8);
            assertEquals(answer(REDIS, "GET " + key), answer(TWIN, "GET " + key), said::toString);
        }
    }

    private static String answer(Subject subject, String line) {
        return Printed.of(subject.send(1, Words.of(line)));
    }
}
