package io.larder.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.keyspace.EvictionPolicy;
import io.larder.keyspace.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CloudWatchFormatTest {

    /** All that the published schema allows. */
    private static final Set<String> UNITS = Set.of(
            ("Seconds Microseconds Milliseconds Bytes Kilobytes Megabytes Gigabytes Terabytes Bits Kilobits Megabits"
                            + " Gigabits Terabits Percent Count Bytes/Second Kilobytes/Second Megabytes/Second"
                            + " Gigabytes/Second Terabytes/Second Bits/Second Kilobits/Second Megabits/Second"
                            + " Gigabits/Second Terabits/Second Count/Second None")
                    .split(" "));

    private static final Session SESSION = new Session(CommandSeriesTest.DOOR, new Caller("test", true), false);

    private final Statistics statistics = new Statistics();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();
    private final CloudWatchFormat format = format("Larder", Map.of("Instance", "a", "Stage", "test"));

    private CloudWatchFormat format(String namespace, Map<String, String> dimensions) {
        return new CloudWatchFormat(
                namespace,
                dimensions,
                () -> 1_700_000_000_000L,
                statistics,
                () -> new Usage(10, 4, 1000, 250, 1000, hits.get(), misses.get(), 3, 2, EvictionPolicy.NOEVICTION),
                new Traffic(() -> 5, () -> 7, () -> 100, () -> 200),
                () -> 1);
    }

    private static Command<Session> row(Group group, boolean reads) {
        Command.Row<Session> row = new Family<>(Session.class, group).command(group.name() + reads);
        return (reads ? row.reads() : row.writes()).runs((session, arguments) -> Reply.OK);
    }

    private void ran(Command<Session> row, long micros, int times) {
        for (int i = 0; i < times; i++) {
            statistics.ran(new Call<>(SESSION, row, new byte[1][]), Reply.OK, micros * 1000);
        }
    }

    private JsonNode next() throws IOException {
        String line = new String(format.next(), StandardCharsets.UTF_8);
        assertEquals(line.length() - 1, line.indexOf('\n'), "one line");
        assertTrue(line.length() < 256 << 10);
        return new ObjectMapper().readTree(line);
    }

    @Test
    void isAsTheSchemaSays() throws IOException {
        for (Group group : Group.values()) {
            ran(row(group, true), 100, 300);
            ran(row(group, false), 100, 1);
        }
        hits.set(1);
        JsonNode line = next();
        JsonNode aws = line.get("_aws");
        assertEquals(2, aws.size());
        assertTrue(aws.get("Timestamp").isIntegralNumber());
        JsonNode directives = aws.get("CloudWatchMetrics");
        assertEquals(1, directives.size());
        JsonNode directive = directives.get(0);
        assertEquals(Set.of("Namespace", "Dimensions", "Metrics"), names(directive));
        assertEquals("Larder", directive.get("Namespace").textValue());
        assertEquals("[[\"Instance\",\"Stage\"]]", directive.get("Dimensions").toString());
        Set<String> expected = new TreeSet<>(Set.of("_aws", "Instance", "Stage"));
        for (JsonNode metric : directive.get("Metrics")) {
            assertEquals(Set.of("Name", "Unit"), names(metric));
            String name = metric.get("Name").textValue();
            assertTrue(expected.add(name), name + " is there twice");
            assertTrue(UNITS.contains(metric.get("Unit").textValue()), metric.toString());
            JsonNode value = line.get(name);
            assertTrue(value.isNumber() || value.isArray() && value.size() > 0 && value.size() <= 100, name);
            value.forEach(each -> assertTrue(each.isNumber()));
        }
        assertTrue(directive.get("Metrics").size() <= 100);
        assertEquals(expected, names(line));
        assertEquals(documented(), metrics(directive));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> metrics(JsonNode directive) {
        Set<String> names = new TreeSet<>();
        directive.get("Metrics").forEach(metric -> names.add(metric.get("Name").textValue()));
        names.removeIf(name -> name.endsWith("CmdsLatency"));
        return names;
    }

    /** The rows of the table in the documentation, which stand between its heading and the next one. */
    private static Set<String> documented() throws IOException {
        String text = Files.readString(Path.of("src/docs/operating.md"));
        String section = text.substring(text.indexOf("\n### CloudWatch\n")).split("\n## ")[0];
        Set<String> names = new TreeSet<>();
        Pattern.compile("(?m)^\\| (`[A-Z].*?) \\|")
                .matcher(section)
                .results()
                .forEach(
                        row -> names.addAll(Set.of(row.group(1).replace("`", "").split(", "))));
        assertFalse(names.isEmpty());
        return names;
    }

    @Test
    void tellsWhatHasHappenedSinceTheLastTime() throws IOException {
        Command<Session> read = row(Group.HASH, true);
        hits.set(3);
        misses.set(1);
        ran(read, 100, 2);
        ran(read, 300, 2);
        JsonNode first = next();
        assertEquals(3, first.get("CacheHits").intValue());
        assertEquals(75, first.get("CacheHitRate").doubleValue());
        assertEquals(4, first.get("HashBasedCmds").intValue());
        assertEquals(4, first.get("GetTypeCmds").intValue());
        assertEquals(200, first.get("GetTypeCmdsLatency").doubleValue(), 0.1);
        assertEquals(4, first.get("SuccessfulReadRequestLatency").size());
        assertEquals(100, first.get("SuccessfulReadRequestLatency").get(1).doubleValue(), 100 / 16.0);
        assertEquals(300, first.get("SuccessfulReadRequestLatency").get(2).doubleValue(), 300 / 16.0);
        assertEquals(25, first.get("DatabaseMemoryUsagePercentage").intValue());
        assertEquals(4, first.get("CurrVolatileItems").intValue());
        assertEquals(200, first.get("NetworkBytesOut").intValue());
        assertFalse(first.has("SetTypeCmds"));
        hits.set(10);
        ran(read, 5, 1);
        JsonNode second = next();
        assertEquals(7, second.get("CacheHits").intValue());
        assertEquals(0, second.get("NewConnections").intValue());
        assertEquals(1, second.get("HashBasedCmds").intValue());
        assertEquals(5, second.get("HashBasedCmdsLatency").doubleValue(), 0.1);
        JsonNode third = next();
        assertEquals(0, third.get("HashBasedCmds").intValue());
        assertFalse(third.has("CacheHitRate"));
        assertFalse(third.has("HashBasedCmdsLatency"));
        assertFalse(third.has("SuccessfulReadRequestLatency"));
    }

    @Test
    void manyAreToldByAHundredThatAreSpreadAlike() throws IOException {
        Command<Session> write = row(Group.LIST, false);
        ran(write, 10, 9_900);
        ran(write, 10_000, 100);
        JsonNode spread = next().get("SuccessfulWriteRequestLatency");
        assertEquals(100, spread.size());
        assertEquals(10, spread.get(98).doubleValue(), 1);
        assertEquals(10_000, spread.get(99).doubleValue(), 1000);
    }

    @Test
    void refusesWhatCloudWatchWouldNotTake() {
        assertThrows(IllegalArgumentException.class, () -> format("", Map.of("a", "b")));
        assertThrows(IllegalArgumentException.class, () -> format("Larder", Map.of()));
        assertThrows(IllegalArgumentException.class, () -> format("Larder", Map.of("a", "")));
        assertThrows(IllegalArgumentException.class, () -> format("Larder", Map.of(":a", "b")));
        assertThrows(IllegalArgumentException.class, () -> format("Larder", Map.of("a", "ü")));
        assertThrows(IllegalArgumentException.class, () -> format("Larder", Map.of("a", "b".repeat(1025))));
    }
}
