package io.larder.monitoring;

import io.larder.command.Family;
import java.util.List;

/** The commands of this room. */
public final class MonitoringFamilies {

    private MonitoringFamilies() {}

    /** Commands that tell of these. */
    public static List<Family<?>> of(
            Information information, Statistics statistics, SlowLog slowLog, Latencies latencies) {
        return List.of(
                new InformationCommands(information).family(),
                new LatencyCommands(statistics, latencies).family(),
                new SlowLogCommands(slowLog).family());
    }
}
