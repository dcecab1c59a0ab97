package io.larder.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.larder.command.Command;
import io.larder.command.Flag;
import io.larder.command.KeyPositions;
import io.larder.command.Reply;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows against a real Redis: arity, keys and flags are what COMMAND INFO says, and examples what it answers. */
@Tag("real-parts")
class RowsOracleTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    /** What the rows say otherwise than COMMAND INFO: command and item, with the reason. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "COMMAND arity", "its subcommands are rows of their own, so that it has no arguments itself",
            "SORT_RO movable", "the keys that BY and GET look at cannot be told from the words, so none are told");

    /** Rows whose examples are not Redis 7.0's, with the reason. */
    private static final Map<String, String> OWN_EXAMPLES = Map.of(
            "COMMAND HELP", "the text is ours",
            "CONFIG HELP", "the text is ours",
            "LATENCY DOCTOR", "the text is ours",
            "LATENCY HELP", "the text is ours",
            "MEMORY DOCTOR", "the text is ours",
            "MEMORY HELP", "the text is ours",
            "SLOWLOG HELP", "the text is ours",
            "OBJECT HELP", "the text is ours",
            "PUBSUB HELP", "the text is ours");

    /** Containers that no Redis has. */
    private static final Set<String> OURS = Set.of("CHANNEL", "LEADERBOARD");

    private static final EnumSet<Flag> COMPARED =
            EnumSet.of(Flag.WRITE, Flag.READONLY, Flag.GROWS, Flag.FAST, Flag.ADMIN);

    static Stream<Command<?>> rows() {
        return Tables.all().rows().stream().filter(RowsOracleTest::known);
    }

    /** Rows of later versions are not compared; all others must be known to the oracle. */
    static boolean known(Command<?> row) {
        if (OURS.contains(row.name().split(" ")[0])) {
            return false;
        }
        String[] since = row.since().split("\\.");
        int major = Integer.parseInt(since[0]);
        return major < 7 || major == 7 && since[1].equals("0");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isAsCommandInfoSays(Command<?> row) {
        Reply reply = REDIS.send(
                1, Words.of("COMMAND INFO " + row.name().toLowerCase().replace(' ', '|')));
        Reply info = ((Reply.Many) reply).items().get(0);
        assertTrue(info instanceof Reply.Many, "Redis 7.0 has no command " + row + ", which is said to be older");
        Map<String, String> theirs = new TreeMap<>(theirs(((Reply.Many) info).items()));
        Map<String, String> ours = new TreeMap<>(ours(row));
        for (String item : List.copyOf(ours.keySet())) {
            if (EXCEPTIONS.containsKey(row.name() + ' ' + item)) {
                assertTrue(
                        !ours.remove(item).equals(theirs.remove(item)),
                        "an exception that is none: " + row + ' ' + item);
            }
        }
        assertEquals(theirs, ours);
    }

    private static Map<String, String> theirs(List<Reply> info) {
        List<String> labels = new ArrayList<>(Printed.items(info.get(2)));
        Map<String, String> items = new TreeMap<>();
        items.put("arity", number(info.get(1)));
        items.put("first", number(info.get(3)));
        items.put("last", number(info.get(4)));
        items.put("step", number(info.get(5)));
        items.put("movable", Boolean.toString(labels.contains("movablekeys")));
        for (Flag flag : COMPARED) {
            items.put(flag.label(), Boolean.toString(labels.contains(flag.label())));
        }
        return items;
    }

    private static Map<String, String> ours(Command<?> row) {
        KeyPositions keys = row.keys();
        Map<String, String> items = new TreeMap<>();
        items.put("arity", Integer.toString(row.arity()));
        items.put("first", Integer.toString(keys.first()));
        items.put("last", Integer.toString(keys.last()));
        items.put("step", Integer.toString(keys.step()));
        items.put("movable", Boolean.toString(keys.movable()));
        for (Flag flag : COMPARED) {
            items.put(flag.label(), Boolean.toString(row.is(flag)));
        }
        return items;
    }

    private static String number(Reply reply) {
        return Long.toString(((Reply.Whole) reply).value());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void examplesAreTrue(Command<?> row) {
        assumeTrue(!OWN_EXAMPLES.containsKey(row.name()), OWN_EXAMPLES.get(row.name()));
        Examples.run(row, REDIS);
    }

    @Test
    void whatIsOursIsNotRedis() {
        for (String ours : OURS) {
            String answer = Printed.of(REDIS.send(1, Words.of(ours)));
            assertTrue(answer.startsWith("(error) ERR unknown command"), answer);
        }
    }

    @Test
    void exceptionsAreOfRowsThatExist() {
        List<String> names = rows().map(Command::name).toList();
        for (String own : OWN_EXAMPLES.keySet()) {
            assertTrue(names.contains(own), own);
        }
        for (String exception : EXCEPTIONS.keySet()) {
            assertTrue(names.contains(exception.substring(0, exception.lastIndexOf(' '))), exception);
        }
    }
}
