package io.larder.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.Setting;
import io.larder.command.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SlowLogTest {

    private static final Family<Session> FAMILY = new Family<>(Session.class, Group.SERVER);
    private static final Command<Session> PLAIN = FAMILY.command("PLAIN").runs((session, arguments) -> Reply.OK);
    private static final Command<Session> SECRET =
            FAMILY.command("SOME SECRET").flag(Flag.SECRET).runs((session, arguments) -> Reply.OK);
    private static final Session SESSION = new Session(new Caller("test", true), false);

    private final SlowLog log = new SlowLog(() -> 5_000, 10, 3);
    private final Settings settings = new Settings(log.settings().toArray(Setting[]::new));

    private void ran(long micros, Command<Session> row, String... words) {
        byte[][] bytes = Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        log.ran(new Call<>(SESSION, row, bytes), Reply.OK, micros * 1000);
    }

    private static List<String> words(SlowLog.Entry entry) {
        return entry.words().stream()
                .map(word -> new String(word, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void keepsTheLastOfThoseThatWereSlow() {
        for (int i = 8; i < 16; i++) {
            ran(i, PLAIN, "PLAIN", Integer.toString(i));
        }
        List<SlowLog.Entry> entries = log.newest(10);
        assertEquals(
                List.of(5L, 4L, 3L), entries.stream().map(SlowLog.Entry::id).toList());
        assertEquals(
                List.of(15L, 14L, 13L),
                entries.stream().map(SlowLog.Entry::micros).toList());
        assertEquals(List.of("PLAIN", "15"), words(entries.get(0)));
        assertEquals(5, entries.get(0).seconds());
        assertEquals("internal", entries.get(0).door());
        assertEquals("test", entries.get(0).caller());
        assertEquals(1, log.newest(1).size());
        log.clear();
        assertEquals(0, log.length());
        ran(20, PLAIN, "PLAIN");
        assertEquals(6, log.newest(1).get(0).id());
    }

    @Test
    void tellsWhichRequestItWas() {
        Session session = new Session(new Caller("test", true), false).request(() -> "a-1");
        log.ran(new Call<>(session, PLAIN, new byte[][] {}), Reply.OK, 20_000);
        assertEquals("a-1", log.newest(1).get(0).request());
        // The name is not made for what is not slow.
        session.request(() -> {
            throw new AssertionError();
        });
        log.ran(new Call<>(session, PLAIN, new byte[][] {}), Reply.OK, 9_000);
        ran(20, PLAIN, "PLAIN");
        assertEquals(null, log.newest(1).get(0).request());
    }

    @Test
    void longArgumentsAndManyAreCut() {
        ran(10, PLAIN, "PLAIN", "x".repeat(128), "y".repeat(129), "z".repeat(1000));
        assertEquals(
                List.of(
                        "PLAIN",
                        "x".repeat(128),
                        "y".repeat(128) + "... (1 more bytes)",
                        "z".repeat(128) + "... (872 more bytes)"),
                words(log.newest(1).get(0)));
        ran(10, PLAIN, Stream.generate(() -> "a").limit(32).toArray(String[]::new));
        assertEquals("a", words(log.newest(1).get(0)).get(31));
        ran(10, PLAIN, Stream.generate(() -> "a").limit(40).toArray(String[]::new));
        List<String> many = words(log.newest(1).get(0));
        assertEquals(32, many.size());
        assertEquals("... (9 more arguments)", many.get(31));
    }

    @Test
    void secretsAreNotKept() {
        ran(10, SECRET, "SOME", "SECRET", "password", "another");
        assertEquals(
                List.of("SOME", "SECRET", "(redacted)", "(redacted)"),
                words(log.newest(1).get(0)));
    }

    @Test
    void isSetWhileItRuns() {
        settings.change(List.of("slowlog-log-slower-than", "-1"));
        ran(1_000_000, PLAIN, "PLAIN");
        assertEquals(0, log.length());
        settings.change(List.of("slowlog-log-slower-than", "0", "slowlog-max-len", "1"));
        ran(0, PLAIN, "PLAIN");
        ran(0, PLAIN, "PLAIN");
        assertEquals(1, log.length());
        for (String wrong : List.of("x", "-2")) {
            assertThrows(CommandError.class, () -> settings.change(List.of("slowlog-log-slower-than", wrong)), wrong);
        }
        assertThrows(CommandError.class, () -> settings.change(List.of("slowlog-max-len", "10001")));
        assertThrows(IllegalArgumentException.class, () -> new SlowLog(() -> 0, 0, 10_001));
        settings.change(List.of("slowlog-max-len", "0"));
        ran(0, PLAIN, "PLAIN");
        assertEquals(0, log.length());
    }

    @Test
    void whatTookLongIsToldByKind() {
        long[] now = {1_000};
        Latencies latencies = new Latencies(() -> now[0], 0);
        Command<Session> fast = FAMILY.command("QUICK").fast().runs((session, arguments) -> Reply.OK);
        latencies.ran(new Call<>(SESSION, PLAIN, new byte[1][]), Reply.OK, Long.MAX_VALUE / 2);
        assertEquals(List.of(), latencies.histories());
        new Settings(latencies.setting()).change(List.of("latency-monitor-threshold", "10"));
        assertTrue(new LatencyReport(latencies).text().startsWith("Nothing has taken 10 ms"));
        for (int millis : new int[] {9, 10, 30, 20}) {
            latencies.ran(new Call<>(SESSION, PLAIN, new byte[1][]), Reply.OK, millis * 1_000_000L);
        }
        latencies.ran(new Call<>(SESSION, fast, new byte[1][]), Reply.OK, 11_000_000L);
        for (int i = 0; i < 200; i++) {
            now[0] += 1000;
            latencies.took(io.larder.keyspace.CycleListener.Cycle.EVICTION, (i == 0 ? 99 : 12) * 1_000_000L);
        }
        List<Latencies.History> histories = latencies.histories();
        assertEquals(
                List.of("command", "fast-command", "eviction-cycle"),
                histories.stream().map(each -> each.event().label()).toList());
        assertEquals(List.of(new Latencies.Moment(1, 30)), histories.get(0).moments());
        assertEquals(Latencies.KEPT, histories.get(2).moments().size());
        assertEquals(new Latencies.Moment(201, 12), histories.get(2).latest());
        assertEquals(99, histories.get(2).longest());
        assertTrue(new LatencyReport(latencies).text().contains("command: in 1 of the seconds"));
        assertTrue(latencies.forget(Latencies.Event.COMMAND));
        assertEquals(2, latencies.histories().size());
    }
}
