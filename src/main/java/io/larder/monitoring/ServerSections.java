package io.larder.monitoring;

import io.larder.keyspace.Clock;
import io.larder.keyspace.Usage;
import io.larder.monitoring.Information.Section;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Supplier;

/** The sections about the process as a whole: what it is, what it holds, what it has done. */
public final class ServerSections {

    /** Whose commands these are: clients look here for what they may send. */
    private static final String REDIS_VERSION = "7.0.0";

    private static final int DAY = 86_400;
    private static final long SECOND = 1_000_000_000L;
    private static final int RUN_ID = 20;

    private final String version;
    private final Clock clock;
    private final Statistics statistics;
    private final Supplier<Usage> usage;
    private final Traffic traffic;
    private final String runId;
    private final long begin = System.nanoTime();
    private final Rate rate = new Rate(begin);

    /**
     * Sections of a service that starts now.
     *
     * @param version Larder's own
     * @param usage the store's figures of the moment
     */
    public ServerSections(String version, Clock clock, Statistics statistics, Supplier<Usage> usage, Traffic traffic) {
        this.version = version;
        this.clock = clock;
        this.statistics = statistics;
        this.usage = usage;
        this.traffic = traffic;
        byte[] random = new byte[RUN_ID];
        new SecureRandom().nextBytes(random);
        this.runId = HexFormat.of().formatHex(random);
    }

    /** Adds them. */
    public Information addTo(Information information) {
        return information
                .add(Section.SERVER, this::server)
                .add(Section.CLIENTS, this::clients)
                .add(Section.MEMORY, this::memory)
                .add(Section.PERSISTENCE, fields -> fields.put("loading", 0).put("async_loading", 0))
                .add(Section.STATS, this::stats)
                .add(Section.REPLICATION, fields -> fields.put("role", "master").put("connected_slaves", 0))
                .add(Section.COMMANDSTATS, this::commands)
                .add(Section.LATENCYSTATS, this::latencies)
                .add(Section.CLUSTER, fields -> fields.put("cluster_enabled", 0))
                .add(Section.KEYSPACE, this::keyspace);
    }

    private void server(Fields fields) {
        long seconds = (System.nanoTime() - begin) / SECOND;
        String bits = System.getProperty("os.arch").contains("64") ? "64" : "32";
        fields.put("redis_version", REDIS_VERSION)
                .put("redis_mode", "standalone")
                .put("larder_version", version)
                .put("os", property("os.name") + ' ' + property("os.version") + ' ' + property("os.arch"))
                .put("arch_bits", bits)
                .put("larder_java_version", property("java.version"))
                .put("process_id", ProcessHandle.current().pid())
                .put("run_id", runId)
                .put("server_time_usec", clock.now() * 1000)
                .put("uptime_in_seconds", seconds)
                .put("uptime_in_days", seconds / DAY);
    }

    private static String property(String name) {
        return System.getProperty(name);
    }

    private void clients(Fields fields) {
        fields.put("connected_clients", traffic.open().getAsLong());
    }

    private void memory(Fields fields) {
        Usage now = usage.get();
        Runtime runtime = Runtime.getRuntime();
        fields.bytes("used_memory", now.usedBytes())
                .bytes("maxmemory", now.limitBytes())
                .put("maxmemory_policy", now.policy().label())
                .bytes("larder_heap_used", runtime.totalMemory() - runtime.freeMemory())
                .bytes("larder_heap_max", runtime.maxMemory());
    }

    private void stats(Fields fields) {
        Usage now = usage.get();
        long calls = 0;
        long failed = 0;
        for (Runs runs : statistics.runs()) {
            calls += runs.calls();
            failed += runs.failed() + runs.refused();
        }
        fields.put("total_connections_received", traffic.accepted().getAsLong())
                .put("total_commands_processed", calls)
                .put("instantaneous_ops_per_sec", rate.at(System.nanoTime(), calls))
                .put("total_net_input_bytes", traffic.bytesIn().getAsLong())
                .put("total_net_output_bytes", traffic.bytesOut().getAsLong())
                .put("expired_keys", now.expired())
                .put("evicted_keys", now.evicted())
                .put("keyspace_hits", now.hits())
                .put("keyspace_misses", now.misses())
                .put("total_error_replies", failed);
    }

    private void commands(Fields fields) {
        for (Runs runs : statistics.runs()) {
            double micros = runs.nanos() / 1e3;
            fields.put(
                    "cmdstat_" + runs.name(),
                    String.format(
                            Locale.ROOT,
                            "calls=%d,usec=%.0f,usec_per_call=%.2f,rejected_calls=%d,failed_calls=%d",
                            runs.calls(),
                            micros,
                            runs.calls() == 0 ? 0 : micros / runs.calls(),
                            runs.refused(),
                            runs.failed()));
        }
    }

    private void latencies(Fields fields) {
        for (Runs runs : statistics.runs()) {
            if (runs.calls() == 0) {
                continue;
            }
            fields.put(
                    "latency_percentiles_usec_" + runs.name(),
                    String.format(
                            Locale.ROOT,
                            "p50=%.3f,p99=%.3f,p99.9=%.3f",
                            runs.percentile(50),
                            runs.percentile(99),
                            runs.percentile(99.9)));
        }
    }

    private void keyspace(Fields fields) {
        Usage now = usage.get();
        if (now.keys() > 0) {
            fields.put("db0", "keys=" + now.keys() + ",expires=" + now.expiring() + ",avg_ttl=" + now.averageTtl());
        }
    }
}
