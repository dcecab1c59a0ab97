package io.larder.monitoring;

/** What LATENCY DOCTOR says. */
final class LatencyReport {

    private final Latencies latencies;

    LatencyReport(Latencies latencies) {
        this.latencies = latencies;
    }

    String text() {
        if (latencies.threshold() == 0 && latencies.histories().isEmpty()) {
            return "The latency monitor is off. CONFIG SET latency-monitor-threshold <milliseconds> turns it on.";
        }
        StringBuilder text = new StringBuilder();
        for (Latencies.History history : latencies.histories()) {
            describe(history, text);
        }
        return text.isEmpty() ? "Nothing has taken " + latencies.threshold() + " ms or longer." : text.toString();
    }

    private void describe(Latencies.History history, StringBuilder text) {
        double average = history.moments().stream()
                .mapToLong(Latencies.Moment::millis)
                .average()
                .orElse(0);
        text.append(history.event().label())
                .append(": in ")
                .append(history.moments().size())
                .append(" of the seconds that are remembered, ")
                .append(Math.round(average))
                .append(" ms on average, ")
                .append(history.longest())
                .append(" ms at most; last ")
                .append(Math.max(0, latencies.now() - history.latest().seconds()))
                .append(" s ago. ")
                .append(advice(history.event()))
                .append('\n');
    }

    private static String advice(Latencies.Event event) {
        return switch (event) {
            case COMMAND -> "SLOWLOG GET shows which commands; ask them for less at a time, such as SCAN for KEYS.";
            case FAST_COMMAND ->
                "No such command should take long by itself: look for a busy machine, garbage collection, a slow disk,"
                        + " or others that hold the same keys for long.";
            case EXPIRE_CYCLE -> "Many keys expire at a time: give them expiries that differ a little.";
            case EVICTION_CYCLE ->
                "Room is made for each command: raise larder.memory.max, or give keys an expiry that is shorter.";
            case GC -> "Give the process more heap; what requests may hold of it is larder.http.max-in-flight.";
        };
    }
}
