package io.larder.type;

import io.larder.keyspace.Footprint;

/** What MEMORY DOCTOR says: how full the store is, and a line for each thing that is not as it should be. */
final class MemoryReport {

    /** From so many percent on, the limit is called near. */
    private static final long NEAR = 90;

    private static final long PERCENT = 100;

    /** What is less is not worth a word, in bytes. */
    private static final long LITTLE = 1 << 20;

    private final Footprint now;

    MemoryReport(Footprint now) {
        this.now = now;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        long percent = (long) ((double) now.data() * PERCENT / Math.max(1, now.limit()));
        text.append(now.keys())
                .append(" keys take ")
                .append(now.data())
                .append(" bytes, ")
                .append(percent)
                .append(" % of the limit of ")
                .append(now.limit())
                .append(".\n");
        int before = text.length();
        if (percent >= NEAR) {
            text.append("The limit is near. Under noeviction what needs more is refused, under other policies keys go:")
                    .append(" raise larder.memory.max, or give keys an expiry that is shorter.\n");
        }
        if (now.uses() > Math.max(LITTLE, now.data())) {
            text.append("What is known of the use of keys takes ")
                    .append(now.uses())
                    .append(" bytes, more than the data: noeviction and the policies with random or ttl need none.\n");
        }
        if (now.extraTiers() > 0) {
            text.append("Parts of the map overflow, ")
                    .append(now.extraTiers())
                    .append(" times: keys were chosen to collide, or are uneven. It is slower, nothing is lost.\n");
        }
        if (text.length() == before) {
            text.append("Nothing is out of the ordinary.\n");
        }
        return text.toString();
    }
}
