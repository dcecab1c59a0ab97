package io.larder.monitoring;

import io.larder.command.Door;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What {@link Statistics} has counted, as series for Prometheus: each command by the names that redis_exporter gives
 * them, and how long commands of a family took by the door that they came through.
 *
 * <p>It is read when somebody asks and costs commands nothing. Labels are rows, families and doors of this process, so
 * there are only so many, and none is anything that a caller has sent.
 *
 * @see <a href="https://github.com/oliver006/redis_exporter">redis_exporter, whose names these are</a>
 */
public final class CommandSeries extends Collector {

    /** The first bound of the histogram is 2 to this power in nanoseconds: a microsecond. */
    private static final int FIRST = 10;

    /** The last one: 8.6 seconds. */
    private static final int LAST = 33;

    private static final double NANOS = 1e9;
    private static final String DURATION = "larder_command_duration_seconds";

    private final Statistics statistics;

    /** Series of these counts. */
    public CommandSeries(Statistics statistics) {
        this.statistics = statistics;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<Runs> byDoor = statistics.byDoor();
        // What the service does by itself is no load that anyone would look for.
        List<Runs> runs = Statistics.byRow(
                byDoor.stream().filter(each -> each.door() != Door.INTERNAL).toList());
        return List.of(
                counter("redis_commands", "How often each command ran", runs, Runs::calls),
                counter(
                        "redis_commands_duration_seconds",
                        "How long all runs of each command took together, without reading the request and sending the"
                                + " answer",
                        runs,
                        each -> each.nanos() / NANOS),
                counter(
                        "redis_commands_failed_calls",
                        "How often each command ran and answered with an error",
                        runs,
                        Runs::failed),
                counter(
                        "redis_commands_rejected_calls",
                        "How often each command was refused before it ran: by the gate, or for its number of arguments",
                        Statistics.byRow(byDoor),
                        Runs::refused),
                durations(byDoor));
    }

    private static MetricFamilySamples counter(
            String name, String help, List<Runs> runs, ToDoubleFunction<Runs> value) {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        for (Runs each : runs) {
            samples.add(new MetricFamilySamples.Sample(
                    name + "_total", List.of("cmd"), List.of(each.name()), value.applyAsDouble(each)));
        }
        return new MetricFamilySamples(name, Type.COUNTER, help, samples);
    }

    private static MetricFamilySamples durations(List<Runs> runs) {
        Map<List<String>, Runs> together =
                new TreeMap<>((a, b) -> Arrays.compare(a.toArray(String[]::new), b.toArray(String[]::new)));
        for (Runs each : runs) {
            if (each.calls() > 0) {
                together.merge(List.of(each.row().group().label(), each.door().name()), each, Runs::and);
            }
        }
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        together.forEach((labels, all) -> histogram(labels, all, samples));
        return new MetricFamilySamples(
                DURATION,
                Type.HISTOGRAM,
                "How long commands took, by their family and the door that they came through, without reading the"
                        + " request and sending the answer",
                samples);
    }

    private static void histogram(List<String> labels, Runs all, List<MetricFamilySamples.Sample> samples) {
        List<String> names = List.of("family", "door");
        List<String> bucketNames = List.of("family", "door", "le");
        long seen = 0;
        int bucket = 0;
        for (int power = FIRST; power <= LAST; power++) {
            while (Durations.from(bucket) < 1L << power) {
                seen += all.counts()[bucket++];
            }
            samples.add(new MetricFamilySamples.Sample(
                    DURATION + "_bucket",
                    bucketNames,
                    List.of(labels.get(0), labels.get(1), Collector.doubleToGoString((1L << power) / NANOS)),
                    seen));
        }
        samples.add(new MetricFamilySamples.Sample(
                DURATION + "_bucket", bucketNames, List.of(labels.get(0), labels.get(1), "+Inf"), all.calls()));
        samples.add(new MetricFamilySamples.Sample(DURATION + "_count", names, labels, all.calls()));
        samples.add(new MetricFamilySamples.Sample(DURATION + "_sum", names, labels, all.nanos() / NANOS));
    }
}
