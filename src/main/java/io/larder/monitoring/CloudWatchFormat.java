package io.larder.monitoring;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.larder.command.Door;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What has happened since the last time, as one line of CloudWatch's embedded metric format, under the names that
 * ElastiCache gives. Whoever collects the logs of a Lambda function, an ECS task or an EKS pod finds the metrics in
 * them; nothing here talks to AWS.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
 *     The format</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html">The names</a>
 */
public final class CloudWatchFormat {

    /** The most values of one metric in a line. */
    private static final int MOST_VALUES = 100;

    private static final int MOST_DIMENSIONS = 30;
    private static final int LONGEST_NAME = 250;
    private static final int LONGEST_VALUE = 1024;
    private static final double PERCENT = 100;
    private static final JsonMapper JSON = new JsonMapper();

    private final String namespace;
    private final Map<String, String> dimensions;
    private final Clock clock;
    private final Statistics statistics;
    private final Supplier<Usage> usage;
    private final Traffic traffic;
    private final LongSupplier badTokens;
    private Map<String, Long> counted = new LinkedHashMap<>();
    private Map<String, CommandTally> tallied = new TreeMap<>();

    /**
     * What has happened from the start on.
     *
     * @param namespace in which CloudWatch shows the metrics
     * @param dimensions what tells this service from others there
     * @param usage the store's figures of the moment
     * @param badTokens how many requests had a token that is not known
     * @throws IllegalArgumentException where CloudWatch would not take the namespace or the dimensions
     */
    public CloudWatchFormat(
            String namespace,
            Map<String, String> dimensions,
            Clock clock,
            Statistics statistics,
            Supplier<Usage> usage,
            Traffic traffic,
            LongSupplier badTokens) {
        this.namespace = requireText("the namespace", namespace, LONGEST_VALUE);
        if (dimensions.isEmpty() || dimensions.size() > MOST_DIMENSIONS) {
            throw new IllegalArgumentException("there must be 1 to " + MOST_DIMENSIONS + " dimensions");
        }
        dimensions.forEach((name, value) -> {
            requireText("the name of a dimension", name, LONGEST_NAME);
            requireText("the dimension " + name, value, LONGEST_VALUE);
        });
        this.dimensions = new TreeMap<>(dimensions);
        this.clock = clock;
        this.statistics = statistics;
        this.usage = usage;
        this.traffic = traffic;
        this.badTokens = badTokens;
    }

    private static String requireText(String what, String text, int longest) {
        boolean plain = text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (text.isBlank() || text.length() > longest || !plain || text.startsWith(":")) {
            throw new IllegalArgumentException(
                    what + " must be 1 to " + longest + " characters of ASCII that do not begin with a colon");
        }
        return text;
    }

    /** The next line, with its line feed. */
    public synchronized byte[] next() {
        ObjectNode line = JSON.createObjectNode();
        ObjectNode aws = line.putObject("_aws");
        aws.put("Timestamp", clock.now());
        ObjectNode directive = aws.putArray("CloudWatchMetrics").addObject();
        directive.put("Namespace", namespace);
        ArrayNode names = directive.putArray("Dimensions").addArray();
        dimensions.forEach((name, value) -> {
            names.add(name);
            line.put(name, value);
        });
        Lines metrics = new Lines(line, directive.putArray("Metrics"));
        counts(metrics);
        levels(metrics);
        commands(metrics);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            JSON.writeValue(bytes, line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /** A line that is being written. */
    private record Lines(ObjectNode values, ArrayNode definitions) {

        void put(String name, String unit, double value) {
            if (Double.isFinite(value)) {
                define(name, unit);
                if (value == Math.rint(value)) {
                    values.put(name, (long) value);
                } else {
                    values.put(name, value);
                }
            }
        }

        void put(String name, String unit, List<Double> several) {
            if (!several.isEmpty()) {
                define(name, unit);
                ArrayNode array = values.putArray(name);
                several.forEach(array::add);
            }
        }

        private void define(String name, String unit) {
            definitions.addObject().put("Name", name).put("Unit", unit);
        }
    }

    private void counts(Lines metrics) {
        Usage now = usage.get();
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("CacheHits", now.hits());
        counts.put("CacheMisses", now.misses());
        counts.put("Evictions", now.evicted());
        counts.put("Reclaimed", now.expired());
        counts.put("NewConnections", traffic.accepted().getAsLong());
        counts.put("AuthenticationFailures", badTokens.getAsLong());
        counts.put("NetworkBytesIn", traffic.bytesIn().getAsLong());
        counts.put("NetworkBytesOut", traffic.bytesOut().getAsLong());
        Map<String, Long> before = counted;
        Map<String, Long> since = new LinkedHashMap<>();
        counts.forEach((name, count) -> since.put(name, count - before.getOrDefault(name, 0L)));
        counted = counts;
        since.forEach((name, count) -> metrics.put(name, name.startsWith("Network") ? "Bytes" : "Count", count));
        double hits = since.get("CacheHits");
        // Not a number, and so left out, where nobody has asked for anything.
        metrics.put("CacheHitRate", "Percent", PERCENT * hits / (hits + since.get("CacheMisses")));
    }

    private void levels(Lines metrics) {
        Usage now = usage.get();
        metrics.put("CurrConnections", "Count", traffic.open().getAsLong());
        metrics.put("CurrItems", "Count", now.keys());
        metrics.put("CurrVolatileItems", "Count", now.expiring());
        metrics.put("BytesUsedForCache", "Bytes", now.usedBytes());
        metrics.put("DatabaseMemoryUsagePercentage", "Percent", PERCENT * now.usedBytes() / now.limitBytes());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            // Negative where it is not known.
            put(metrics, "CPUUtilization", PERCENT * system.getCpuLoad());
            put(metrics, "EngineCPUUtilization", PERCENT * system.getProcessCpuLoad());
            metrics.put("FreeableMemory", "Bytes", system.getFreeMemorySize());
        }
    }

    private static void put(Lines metrics, String name, double percent) {
        if (percent >= 0) {
            metrics.put(name, "Percent", percent);
        }
    }

    private void commands(Lines metrics) {
        Map<String, CommandTally> now = CommandTally.of(Statistics.byRow(statistics.byDoor().stream()
                .filter(each -> each.door() != Door.INTERNAL)
                .toList()));
        now.forEach((name, all) -> {
            CommandTally since = all.since(tallied.get(name));
            if (name.equals(CommandTally.READS) || name.equals(CommandTally.WRITES)) {
                String kind = name.equals(CommandTally.READS) ? "Read" : "Write";
                metrics.put("Successful" + kind + "RequestLatency", "Microseconds", since.spread(MOST_VALUES));
            }
            metrics.put(name, "Count", since.calls());
            metrics.put(name + "Latency", "Microseconds", since.average());
        });
        tallied = now;
    }
}
