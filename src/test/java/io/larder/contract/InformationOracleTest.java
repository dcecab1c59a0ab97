package io.larder.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.ConnectionCommands;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Family;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.TransactionCommands;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Usage;
import io.larder.monitoring.Information;
import io.larder.monitoring.Latencies;
import io.larder.monitoring.MonitoringFamilies;
import io.larder.monitoring.ServerSections;
import io.larder.monitoring.SlowLog;
import io.larder.monitoring.Statistics;
import io.larder.monitoring.Traffic;
import io.larder.type.DataCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** INFO against a real Redis: the same shape, the same names in the same sections, and what is counted alike. */
@Tag("real-parts")
class InformationOracleTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final List<String> DONE = List.of(
            "SET one 1",
            "SET two 2",
            "GET one",
            "GET none",
            "MGET one two three",
            "EXISTS one none none",
            "INCR one",
            "LPUSH one x",
            "GET",
            "TTL one",
            "TYPE none",
            "HGETALL none",
            "OBJECT ENCODING one",
            "MULTI",
            "GET one",
            "SET three 3",
            "GET four",
            "EXEC",
            "WATCH one",
            "UNWATCH",
            "SCAN 0 MATCH nothing",
            "DBSIZE");

    private static final List<String> COUNTED = List.of("keyspace_hits", "keyspace_misses", "total_error_replies");

    private final EmbeddedEngine engine = EmbeddedEngines.fresh(Clock.SYSTEM);
    private final Session session = new Session(Outside.DOOR, new Caller("test", true), true);
    private final Dispatcher dispatcher = dispatcher();

    private Dispatcher dispatcher() {
        Statistics statistics = new Statistics();
        Usage before = engine.usage();
        Information information = new ServerSections(
                        "1",
                        Clock.SYSTEM,
                        statistics,
                        () -> since(before, engine.usage()),
                        new Traffic(() -> 1, () -> 1, () -> 0, () -> 0))
                .addTo(new Information());
        List<Family<?>> families = new ArrayList<>(DataCommands.families());
        families.add(ConnectionCommands.FAMILY);
        families.add(TransactionCommands.FAMILY);
        families.addAll(MonitoringFamilies.of(
                information, statistics, new SlowLog(Clock.SYSTEM, -1, 0), new Latencies(Clock.SYSTEM, 0)));
        Dispatcher made = new Dispatcher(new CommandTable(families).bind(Keyspace.class, engine), call -> null, engine);
        made.observe(statistics);
        return made;
    }

    private static Usage since(Usage before, Usage now) {
        return new Usage(
                now.keys(),
                now.expiring(),
                now.averageTtl(),
                now.usedBytes(),
                now.limitBytes(),
                now.hits() - before.hits(),
                now.misses() - before.misses(),
                now.expired() - before.expired(),
                now.evicted() - before.evicted(),
                now.policy());
    }

    private Reply send(byte[][] words) {
        return dispatcher.call(session, words, Effort.FULL);
    }

    @Test
    void tellsWhatRedisTells() {
        REDIS.send(1, Words.of("CONFIG RESETSTAT"));
        REDIS.send(1, Words.of("FLUSHALL"));
        for (String line : DONE) {
            assertEquals(Printed.of(REDIS.send(1, Words.of(line))), Printed.of(send(Words.of(line))), line);
        }
        Map<String, Map<String, String>> theirs = info((n, words) -> REDIS.send(1, words), "everything");
        Map<String, Map<String, String>> ours = info((n, words) -> send(words), "everything");

        List<String> known = new ArrayList<>(theirs.keySet());
        known.retainAll(ours.keySet());
        assertEquals(known, new ArrayList<>(ours.keySet()), "sections in another order, or unknown ones");
        ours.forEach((section, fields) -> fields.keySet().stream()
                .filter(name -> !name.startsWith("larder_"))
                .forEach(name -> assertTrue(theirs.get(section).containsKey(name), section + ' ' + name)));
        for (String name : COUNTED) {
            assertEquals(theirs.get("# Stats").get(name), ours.get("# Stats").get(name), name);
        }
        assertEquals(theirs.get("# Keyspace"), ours.get("# Keyspace"));
        theirs.get("# Commandstats").keySet().removeIf(name -> name.matches("cmdstat_(flushall|config.*|info)"));
        ours.get("# Commandstats").remove("cmdstat_info");
        assertEquals(untimed(theirs.get("# Commandstats")), untimed(ours.get("# Commandstats")));
        assertTrue(theirs.get("# Latencystats")
                .keySet()
                .containsAll(ours.get("# Latencystats").keySet()));
        ours.get("# Latencystats")
                .forEach((name, value) -> assertTrue(
                        value.matches("p50=\\d+\\.\\d{3},p99=\\d+\\.\\d{3},p99\\.9=\\d+\\.\\d{3}"),
                        name + ' ' + value));
        assertEquals(
                new ArrayList<>(info((n, words) -> REDIS.send(1, words), "").keySet())
                        .stream().filter(ours::containsKey).toList(),
                new ArrayList<>(info((n, words) -> send(words), "").keySet()));
    }

    /** Sections by their headings, the fields of each by name; fails where a line is none of these. */
    private static Map<String, Map<String, String>> info(BiFunction<Integer, byte[][], Reply> subject, String section) {
        Reply reply = subject.apply(1, Words.of("INFO " + section));
        String text = new String(((Reply.Bytes) reply).value(), StandardCharsets.UTF_8);
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        for (String part : text.strip().split("\r\n\r\n")) {
            String[] lines = part.split("\r\n");
            assertTrue(lines[0].startsWith("# "), "no heading: " + lines[0]);
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                assertTrue(colon > 0, lines[i]);
                fields.put(lines[i].substring(0, colon), lines[i].substring(colon + 1));
            }
            sections.put(lines[0], fields);
        }
        return sections;
    }

    private static Map<String, String> untimed(Map<String, String> stats) {
        Map<String, String> counts = new java.util.TreeMap<>();
        stats.forEach((name, value) -> counts.put(name, value.replaceAll("usec(_per_call)?=[\\d.]+,", "")));
        return counts;
    }
}
