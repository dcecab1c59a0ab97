package io.larder.monitoring;

import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A counter with one label, of whose few values it is only known when it is read which have come up. */
public final class CountedSeries extends Collector {

    private final String name;
    private final String help;
    private final String label;
    private final Supplier<Map<String, Long>> counts;

    /**
     * A counter.
     *
     * @param name without {@code _total}
     * @param help what is counted
     * @param label the label's name
     * @param counts the count of each value of the label; there must be few of these, and none that a caller has sent
     */
    public CountedSeries(String name, String help, String label, Supplier<Map<String, Long>> counts) {
        this.name = name;
        this.help = help;
        this.label = label;
        this.counts = counts;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        counts.get()
                .forEach((value, count) -> samples.add(
                        new MetricFamilySamples.Sample(name + "_total", List.of(label), List.of(value), count)));
        return List.of(new MetricFamilySamples(name, Type.COUNTER, help, samples));
    }
}
