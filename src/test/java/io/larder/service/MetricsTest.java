package io.larder.service;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus is told, as it is told. */
@QuarkusTest
class MetricsTest {

    private static final Pattern HELP = Pattern.compile("(?m)^# HELP (\\S+) (.*)$");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) ");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `((?:redis|larder)_[a-z_]+)");
    private static final Pattern ASKED =
            Pattern.compile("\\b((?:redis|larder|jvm|process|system|netty)_[a-z_]+)\\b(?!\")");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

    private static String metrics() {
        return given().accept("text/plain").get("/q/metrics").asString();
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String run(String command) {
        return given().body(command).post("/").asString();
    }

    @Test
    void everySeriesIsDescribed() {
        String metrics = metrics();
        Matcher help = HELP.matcher(metrics);
        Set<String> described = new TreeSet<>();
        while (help.find()) {
            assertFalse(help.group(2).isBlank(), help.group(1) + " has no description");
            described.add(help.group(1));
        }
        assertEquals(found(TYPE, metrics), described);
    }

    @Test
    void theListInTheDocumentationIsThatOfTheService() throws IOException {
        run("[\"GET\",\"something\"]");
        given().get("/v1/no-such-path");
        Set<String> told = found(HELP, metrics());
        told.removeIf(name -> !name.startsWith("redis_") && !name.startsWith("larder_"));
        assertEquals(found(DOCUMENTED, Files.readString(Path.of("src/docs/operating.md"))), told);
    }

    /** A query for what is not there finds nothing, and looks as if all were well. */
    @ParameterizedTest
    @ValueSource(strings = {"docker/grafana/dashboards/larder.json", "docker/prometheus/alerts.yml"})
    void whatDashboardAndAlarmsAskForIsThere(String file) throws IOException {
        run("[\"GET\",\"something\"]");
        given().get("/v1/no-such-path");
        Set<String> there = found(HELP, metrics());
        Set<String> asked = found(ASKED, Files.readString(Path.of(file)));
        assertTrue(asked.size() > 20, asked.toString());
        asked.removeIf(name -> there.contains(name) || there.contains(name.replaceAll("_(bucket|sum|count)$", "")));
        assertEquals(Set.of(), asked);
    }

    @Test
    void nothingThatACallerSendsIsInASeries() {
        String secret = "jX7secretQq";
        run("[\"SET\",\"" + secret + "key\",\"" + secret + "value\"]");
        run("[\"" + secret + "command\",\"x\"]");
        run("[\"CONFIG\",\"GET\",\"" + secret + "\"]");
        given().get("/get/" + secret + "?_token=" + secret);
        given().auth().oauth2(secret).get("/v1/keys/" + secret);
        given().post("/publish/" + secret + "/x");
        given().get("/" + secret);
        given().get("/q/" + secret);
        assertFalse(metrics().contains(secret));
    }

    @Test
    void labelsAreFewAndKnown() {
        run("[\"GET\",\"something\"]");
        Matcher label = LABEL.matcher(metrics().replaceAll("(?m)^#.*$|^(?!redis_|larder_).*$", ""));
        while (label.find()) {
            assertTrue(
                    Set.of("cmd", "family", "door", "le", "db", "file", "status", "code", "outcome")
                            .contains(label.group(1)),
                    label.group());
            assertTrue(label.group(2).matches("[a-z0-9|.+Ee-]+|\\+Inf"), label.group());
        }
    }

    @Test
    void whatHappensIsCounted() {
        run("[\"SET\",\"counted\",\"1\"]");
        double before = value("redis_commands_total{cmd=\"get\",}");
        double hits = value("redis_keyspace_hits_total");
        run("[\"GET\",\"counted\"]");
        given().get("/v1/keys/counted");
        assertTrue(value("redis_commands_total{cmd=\"get\",}") >= before + 2);
        assertTrue(value("redis_keyspace_hits_total") >= hits + 2);
        double count = value("larder_command_duration_seconds_count{family=\"string\",door=\"rest\",}");
        assertEquals(
                count, value("larder_command_duration_seconds_bucket{family=\"string\",door=\"rest\",le=\"+Inf\",}"));
        assertTrue(count >= 2);
        assertTrue(value("larder_command_duration_seconds_count{family=\"string\",door=\"resources\",}") >= 1);
        assertTrue(value("redis_db_keys{db=\"db0\",}") >= 1);
        assertTrue(value("redis_memory_used_bytes") > 0);
        assertTrue(value("larder_storage_file_bytes{file=\"keys\",}") > 0);
    }

    private static double value(String series) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(series + ' '))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElse(0);
    }
}
