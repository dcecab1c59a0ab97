package io.larder.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Family;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.leaderboard.LeaderboardCommands;
import io.larder.type.DataCommands;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Any text as the end of a range, or as a cursor: it is refused by an error that says so, or it works, and all that ask
 * for the same in other words agree.
 */
class RangeFuzzTest {

    private static final int MEMBERS = 300;

    private final Session session = new Session(Outside.DOOR, new Caller("test", true), false);
    private final Dispatcher dispatcher;

    RangeFuzzTest() {
        EmbeddedEngine engine = EmbeddedEngines.fresh(Clock.SYSTEM);
        List<Family<?>> families = new ArrayList<>(DataCommands.families());
        families.add(new LeaderboardCommands().family());
        dispatcher = new Dispatcher(new CommandTable(families).bind(Keyspace.class, engine), call -> null, engine);
        for (String[] line : new String[][] {
            {"ZADD", "scores", "-inf", "a", "-1.5", "b", "0", "c", "0", "ca", "2", "d", "1e300", "e", "inf", "f"},
            {"ZADD", "names", "0", "", "0", "(", "0", "[", "0", "a", "0", "ab", "0", "b", "0", "\u00e9"},
            {"LEADERBOARD", "DEFINE", "board", "{}"}
        }) {
            assertNull(error(send(line)));
        }
        for (int i = 0; i < MEMBERS; i++) {
            send("SADD", "set", "m" + i);
            send("HSET", "hash", "m" + i, "v");
            send("ZADD", "many", Integer.toString(i % 7), "m" + i);
            assertNull(error(send("LEADERBOARD", "SUBMITMANY", "board", "1", "m" + i, Integer.toString(i % 7))));
        }
    }

    private Reply send(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(UTF_8);
        }
        return dispatcher.call(session, bytes, Effort.FULL);
    }

    private static @Nullable String error(Reply reply) {
        return reply instanceof Reply.Failure failure ? failure.message() : null;
    }

    private static List<Reply> items(Reply reply) {
        return ((Reply.Many) reply).items();
    }

    private static String text(Reply reply) {
        return new String(((Reply.Bytes) reply).value(), UTF_8);
    }

    private static List<String> texts(Reply reply) {
        return new ArrayList<>(items(reply).stream().map(RangeFuzzTest::text).toList());
    }

    @Provide
    Arbitrary<String> ends() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        3,
                        Arbitraries.of(
                                "0",
                                "-0",
                                "(0",
                                "2",
                                "(2",
                                "-1.5",
                                "(-1.5",
                                "inf",
                                "-inf",
                                "+inf",
                                "(inf",
                                "(-inf",
                                "1e300",
                                "1e999",
                                "-1e999",
                                "nan",
                                "(nan",
                                "",
                                "(",
                                "[",
                                "+",
                                "-",
                                "[a",
                                "(a",
                                "[ab",
                                "((1",
                                "[(",
                                " 1",
                                "1 ",
                                "0x1p1",
                                "1_0",
                                "9".repeat(400),
                                "infinity",
                                "1e",
                                ".5",
                                "5.",
                                "++1",
                                "[\u00e9",
                                "(\u0000",
                                "1\u00002",
                                "++",
                                "-inf ")),
                Tuple.of(
                        2,
                        Combinators.combine(Arbitraries.of("", "(", "["), Arbitraries.doubles())
                                .as((bracket, number) -> bracket + number)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(12)));
    }

    @Property(tries = 1_500)
    void rangesOfScoresAgree(@ForAll("ends") String min, @ForAll("ends") String max) {
        Reply range = send("ZRANGE", "scores", min, max, "BYSCORE");
        Reply count = send("ZCOUNT", "scores", min, max);
        String refusal = error(count);
        assertEquals(refusal, error(range));
        assertEquals(refusal, error(send("ZRANGEBYSCORE", "scores", min, max)));
        assertEquals(refusal, error(send("ZRANGE", "scores", max, min, "BYSCORE", "REV")));
        if (refusal != null) {
            assertEquals("ERR min or max is not a float", refusal);
            return;
        }
        List<String> found = texts(range);
        assertEquals(((Reply.Whole) count).value(), found.size());
        assertEquals(found, texts(send("ZRANGEBYSCORE", "scores", min, max)));
        assertEquals(
                found.stream().limit(2).toList(),
                texts(send("ZRANGE", "scores", min, max, "BYSCORE", "LIMIT", "0", "2")));
        List<String> back = texts(send("ZRANGE", "scores", max, min, "BYSCORE", "REV"));
        Collections.reverse(back);
        assertEquals(found, back);
        assertTrue(
                Collections.indexOfSubList(List.of("a", "b", "c", "ca", "d", "e", "f"), found) >= 0, found.toString());
    }

    @Property(tries = 1_500)
    void rangesOfMembersAgree(@ForAll("ends") String min, @ForAll("ends") String max) {
        Reply range = send("ZRANGE", "names", min, max, "BYLEX");
        Reply count = send("ZLEXCOUNT", "names", min, max);
        String refusal = error(count);
        assertEquals(refusal, error(range));
        assertEquals(refusal, error(send("ZREVRANGEBYLEX", "names", max, min)));
        if (refusal != null) {
            assertEquals("ERR min or max not valid string range item", refusal);
            return;
        }
        List<String> found = texts(range);
        assertEquals(((Reply.Whole) count).value(), found.size());
        List<String> back = texts(send("ZREVRANGEBYLEX", "names", max, min));
        Collections.reverse(back);
        assertEquals(found, back);
        assertTrue(
                Collections.indexOfSubList(List.of("", "(", "[", "a", "ab", "b", "\u00e9"), found) >= 0,
                found.toString());
    }

    @Property(tries = 700)
    void rangesOfRanksAgree(@ForAll("ends") String first, @ForAll("ends") String last) {
        Reply range = send("ZRANGE", "scores", first, last);
        assertEquals(error(range), error(send("ZREMRANGEBYRANK", "none", first, last)));
        if (error(range) != null) {
            assertEquals("ERR value is not an integer or out of range", error(range));
        } else {
            assertTrue(items(range).size() <= 7);
        }
    }

    @Provide
    Arbitrary<String> cursors() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        2,
                        Arbitraries.of(
                                "0",
                                "-0",
                                "+1",
                                "-1",
                                "",
                                "-",
                                "+",
                                "1x",
                                "1 ",
                                " 1",
                                "18446744073709551615",
                                "18446744073709551616",
                                "9223372036854775808",
                                "-9223372036854775808",
                                "0x10",
                                "1e3",
                                "AAAA",
                                "\u0000",
                                "1\u0000x")),
                Tuple.of(3, Arbitraries.longs().map(Long::toUnsignedString)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(40)));
    }

    /** From whatever number it is begun: it comes to an end, and gives nothing that is not there. */
    @Property(tries = 400)
    void aScanFromAnywhereEnds(@ForAll("cursors") String cursor) {
        Map<String, List<String>> scans = new HashMap<>();
        scans.put("SCAN", List.of("SCAN"));
        scans.put("SSCAN", List.of("SSCAN", "set"));
        scans.put("HSCAN", List.of("HSCAN", "hash"));
        scans.put("ZSCAN", List.of("ZSCAN", "many"));
        scans.forEach((name, words) -> {
            String next = cursor;
            Set<String> seen = new HashSet<>();
            int steps = 0;
            do {
                List<String> line = new ArrayList<>(words);
                line.add(next);
                line.addAll(List.of("COUNT", "20"));
                Reply step = send(line.toArray(String[]::new));
                if (error(step) != null) {
                    assertEquals("ERR invalid cursor", error(step));
                    assertEquals(0, steps);
                    return;
                }
                seen.addAll(texts(items(step).get(1)));
                next = text(items(step).get(0));
                assertTrue(++steps < 20_000, name + " from " + cursor + " does not end");
            } while (!next.equals("0"));
            if (cursor.equals("0")) {
                assertTrue(seen.contains(name.equals("SCAN") ? "set" : "m0"), name);
            }
        });
    }

    /** No text is a cursor of a leaderboard but those that it has given out, byte by byte. */
    @Property(tries = 400)
    void aCursorOfALeaderboardIsNoneButItsOwn(
            @ForAll("cursors") String text, @ForAll int place, @ForAll("cursors") String cut) {
        assertTrue(String.valueOf(error(send("LEADERBOARD", "LIST", "board", "CURSOR", text)))
                .startsWith("BAD_CURSOR "));
        String given = next(send("LEADERBOARD", "LIST", "board", "LIMIT", "10"));
        assertNull(error(send("LEADERBOARD", "LIST", "board", "LIMIT", "10", "CURSOR", given)));
        int at = Math.floorMod(place, given.length());
        char other = given.charAt(at) == 'A' ? 'B' : 'A';
        for (String forged : List.of(
                given.substring(0, at), given.substring(0, at) + other + given.substring(at + 1), given + cut + "A")) {
            Reply answer = send("LEADERBOARD", "LIST", "board", "CURSOR", forged);
            // The last character has bits that say nothing.
            if (error(answer) == null) {
                assertEquals(given.length() - 1, at, forged);
            } else {
                assertTrue(String.valueOf(error(answer)).startsWith("BAD_CURSOR "), error(answer));
            }
        }
        Reply boards = send("LEADERBOARD", "BOARDS", "CURSOR", text);
        assertTrue(error(boards) == null || error(boards).startsWith("BAD_CURSOR "), error(boards));
    }

    private static String next(Reply page) {
        List<Reply> fields = ((Reply.Pairs) page).items();
        for (int i = 0; i < fields.size(); i += 2) {
            if (text(fields.get(i)).equals("next")) {
                return text(fields.get(i + 1));
            }
        }
        throw new AssertionError("no next in " + page);
    }
}
