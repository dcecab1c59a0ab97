package io.larder.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Command;
import io.larder.command.Numbers;
import io.larder.command.Reply;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** COMMAND INFO, DOCS and GETKEYS against a real Redis: what is derived from the rows is what Redis tells of them. */
@Tag("real-parts")
class IntrospectionOracleTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final Subject LARDER = new DispatcherSubject<>(HeapEngine::new);

    /** What is told otherwise: command and item, with the reason. */
    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("SORT categories", "the group is generic, and so is the category"),
            Map.entry("SORT_RO categories", "the group is generic, and so is the category"),
            Map.entry("PUBSUB HELP categories", "the group is pubsub, and so is the category"),
            Map.entry("SORT keys", "STORE is looked for by its keyword; where BY and GET look is left out"),
            Map.entry("SORT_RO keys", "where BY and GET look is left out"),
            Map.entry("LCS keys", "each key is told by itself, not the two as one range"),
            Map.entry("BITOP tokens", "Redis 7.0 documents the operation as any text"),
            Map.entry("MEMORY USAGE nondeterministic", "a leaf may be more or less full"),
            Map.entry("SCAN tokens", "WITHTYPE comes from the REST clients"));

    static Stream<Command<?>> rows() {
        return RowsOracleTest.rows();
    }

    private static Reply ask(Subject subject, String command, Command<?> row) {
        String name = row.name().toLowerCase(Locale.ROOT).replace(' ', '|');
        return subject.send(1, Words.of("COMMAND " + command + ' ' + name));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void infoHasTheSameShape(Command<?> row) {
        List<Reply> theirs = items(items(ask(REDIS, "INFO", row)).get(0));
        List<Reply> ours = items(items(ask(LARDER, "INFO", row)).get(0));
        assertEquals(
                theirs.stream().map(Object::getClass).toList(),
                ours.stream().map(Object::getClass).toList());
        assertEquals(Printed.of(theirs.get(0)), Printed.of(ours.get(0)));
        Map<String, String> expected = comparable(theirs);
        Map<String, String> found = comparable(ours);
        for (String item : List.copyOf(expected.keySet())) {
            if (EXCEPTIONS.containsKey(row.name() + ' ' + item)) {
                assertNotEquals(expected.remove(item), found.remove(item), "an exception that is none: " + item);
            }
        }
        assertEquals(expected, found);
    }

    private static Map<String, String> comparable(List<Reply> info) {
        Map<String, String> items = new TreeMap<>();
        items.put("categories", new TreeSet<>(Printed.items(info.get(6))).toString());
        items.put(
                "keys",
                items(info.get(8)).stream()
                        .map(IntrospectionOracleTest::place)
                        .toList()
                        .toString());
        items.put(
                "unordered",
                Boolean.toString(Printed.items(info.get(7)).contains("\"nondeterministic_output_order\"")));
        items.put(
                "nondeterministic",
                Boolean.toString(Printed.items(info.get(7)).contains("\"nondeterministic_output\"")));
        return items;
    }

    /** A key specification without notes, and without what is done to the keys. */
    private static String place(Reply spec) {
        Map<String, Reply> parts = map(spec);
        assertTrue(parts.containsKey("flags"), "no flags");
        return Printed.of(parts.get("begin_search")) + '\n' + Printed.of(parts.get("find_keys"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void docsTellTheSame(Command<?> row) {
        Map<String, Reply> theirs = map(items(ask(REDIS, "DOCS", row)).get(1));
        Map<String, Reply> ours = map(items(ask(LARDER, "DOCS", row)).get(1));
        assertEquals(Printed.of(theirs.get("since")), Printed.of(ours.get("since")), "since");
        assertEquals(Printed.of(theirs.get("group")), Printed.of(ours.get("group")), "group");
        Set<String> expected = new TreeSet<>();
        Set<String> found = new TreeSet<>();
        describe(theirs.get("arguments"), expected);
        describe(ours.get("arguments"), found);
        if (EXCEPTIONS.containsKey(row.name() + " tokens")) {
            assertNotEquals(expected, found, "an exception that is none");
        } else {
            assertEquals(expected, found);
        }
    }

    /** The tokens, wherever they stand. */
    private static void describe(Reply arguments, Set<String> into) {
        for (Reply argument : arguments == null ? List.<Reply>of() : items(arguments)) {
            Map<String, Reply> parts = map(argument);
            assertTrue(parts.containsKey("name") && parts.containsKey("type"), "no name or type");
            if (parts.containsKey("token")) {
                into.add("token " + Printed.of(parts.get("token")));
            }
            describe(parts.get("arguments"), into);
        }
    }

    /** Of every line of every case, and so of lines that are wrong as well. */
    @TestFactory
    Stream<DynamicTest> keysAreFoundAlike() {
        Set<String> names = new TreeSet<>(rows().map(Command::name).toList());
        Set<String> lines = new LinkedHashSet<>();
        Case.every()
                .filter(one -> !one.larder())
                .flatMap(one -> one.steps().stream())
                .forEach(step -> {
                    if (step instanceof Case.Send send && Words.of(send.text()).length > 1) {
                        lines.add(send.text());
                    }
                });
        return lines.stream()
                .filter(line -> named(line, names))
                .map(line -> DynamicTest.dynamicTest(line, () -> {
                    byte[][] words = Words.of("COMMAND GETKEYS " + line);
                    assertEquals(Printed.of(REDIS.send(1, words)), Printed.of(LARDER.send(1, words)), line);
                }));
    }

    private static boolean named(String line, Set<String> names) {
        byte[][] words = Words.of(line);
        String first = new String(words[0], StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
        String second = new String(words[1], StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
        String name = names.contains(first) ? first : first + ' ' + second;
        return names.contains(name) && !countedLoosely(words, Tables.all().row(name));
    }

    /** Redis takes a count of 1.5 for 1 here, though the command itself refuses it. */
    private static boolean countedLoosely(byte[][] words, Command<?> row) {
        int count = row.keys().count();
        return count > 0 && count < words.length && !Numbers.isWhole(words[count]);
    }

    private static List<Reply> items(Reply reply) {
        if (reply instanceof Reply.Pairs pairs) {
            return pairs.items();
        }
        return ((Reply.Many) reply).items();
    }

    private static Map<String, Reply> map(Reply reply) {
        List<Reply> items = items(reply);
        Map<String, Reply> map = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i += 2) {
            map.put(new String(((Reply.Bytes) items.get(i)).value(), StandardCharsets.UTF_8), items.get(i + 1));
        }
        return map;
    }
}
