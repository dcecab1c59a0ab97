package io.larder.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.Door;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CommandSeriesTest {

    private static final Family<Session> FAMILY = new Family<>(Session.class, Group.SERVER);
    private static final Command<Session> ROW = FAMILY.command("SOME THING").runs((session, arguments) -> Reply.OK);
    /** There are not many more. */
    static final Door DOOR = new Door("test");

    private final Statistics statistics = new Statistics();

    private void ran(Door door, long nanos) {
        Session session = new Session(door, new Caller("test", true), false);
        statistics.ran(new Call<>(session, ROW, new byte[1][]), Reply.OK, nanos);
    }

    private Map<String, Double> samples() {
        return new CommandSeries(statistics)
                .collect().stream()
                        .map(family -> (MetricFamilySamples) family)
                        .flatMap(family -> family.samples.stream())
                        .collect(Collectors.toMap(CommandSeriesTest::name, sample -> sample.value));
    }

    private static String name(Sample sample) {
        return sample.name + sample.labelValues;
    }

    @Test
    void bucketsAddUp() {
        List<Long> durations = List.of(0L, 1023L, 1024L, 2047L, 2048L, 1_000_000L, 9_000_000_000L);
        durations.forEach(nanos -> ran(DOOR, nanos));
        Map<String, Double> samples = samples();
        String bucket = "larder_command_duration_seconds_bucket";
        assertEquals(2, samples.get(bucket + "[server, test, 1.024E-6]"));
        assertEquals(4, samples.get(bucket + "[server, test, 2.048E-6]"));
        assertEquals(5, samples.get(bucket + "[server, test, 4.096E-6]"));
        assertEquals(6, samples.get(bucket + "[server, test, 8.589934592]"));
        assertEquals(7, samples.get(bucket + "[server, test, +Inf]"));
        assertEquals(7, samples.get("larder_command_duration_seconds_count[server, test]"));
        assertEquals(9.001006142, samples.get("larder_command_duration_seconds_sum[server, test]"), 1e-9);
    }

    @Test
    void whatTheServiceDoesByItselfIsNoCommandOfAnyone() {
        ran(Door.INTERNAL, 1000);
        assertTrue(samples().keySet().stream().noneMatch(name -> name.startsWith("redis_commands_total")));
        assertEquals(1, samples().get("larder_command_duration_seconds_count[server, internal]"));
        ran(DOOR, 2000);
        ran(new Door("other"), 3000);
        assertEquals(2, samples().get("redis_commands_total[some|thing]"));
        assertEquals(5e-6, samples().get("redis_commands_duration_seconds_total[some|thing]"), 1e-12);
    }
}
