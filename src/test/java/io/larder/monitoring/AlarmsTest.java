package io.larder.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Alarms, their tests and what is written about them name the same; {@code src/test/monitoring/run} tries them. */
class AlarmsTest {

    private static final Path DOCUMENTATION = Path.of("src/docs/operating.md");
    private static final Path DASHBOARD = Path.of("docker/grafana/dashboards/larder.json");
    private static final Path ALARMS = Path.of("docker/prometheus/alerts.yml");
    private static final Pattern SERIES = Pattern.compile("\\b((?:redis|larder)_[a-z_]+)");

    private static List<String> found(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map(each -> each.group(1))
                .toList();
    }

    @Test
    void everyAlarmIsExplainedInItsOrder() throws IOException {
        List<String> alarms = found("- alert: (\\w+)", ALARMS);
        assertTrue(alarms.size() > 10);
        assertEquals(alarms, found("(?m)^\\| `(Larder\\w+)`", DOCUMENTATION));
    }

    @Test
    void everyAlarmIsTriedRaisedAndQuiet() throws IOException {
        List<String> alarms = found("- alert: (\\w+)", ALARMS);
        List<String> tried = found("alertname: (\\w+)", Path.of("src/test/monitoring/alerts.test.yml"));
        assertEquals(2 * alarms.size(), tried.size());
        assertEquals(alarms, tried.subList(0, alarms.size()));
        assertEquals(alarms, tried.subList(alarms.size(), tried.size()));
    }

    @Test
    void whatIsAskedForIsThere() throws IOException {
        Set<String> known = new TreeSet<>(found("(?m)^\\| `((?:redis|larder)_[a-z_]+)", DOCUMENTATION));
        for (Path file : List.of(ALARMS, DASHBOARD)) {
            Set<String> asked = new TreeSet<>();
            SERIES.matcher(Files.readString(file))
                    .results()
                    .forEach(each -> asked.add(
                            each.group(1).replaceFirst("(larder_command_duration_seconds)_(bucket|count|sum)", "$1")));
            asked.removeAll(known);
            assertTrue(asked.isEmpty(), file + " asks for " + asked);
        }
    }
}
