package io.larder.door.http;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts the answers of HTTP that refuse something. */
public final class Statuses {

    /** The lowest status that says that something is wrong. */
    private static final int WRONG = 400;

    private static final int MOST = 600;

    private static final AtomicLongArray REFUSALS = new AtomicLongArray(MOST - WRONG);

    private Statuses() {}

    /** An answer has this status. */
    public static void answered(int status) {
        if (status >= WRONG && status < MOST) {
            REFUSALS.getAndIncrement(status - WRONG);
        }
    }

    /** How often each status from 400 on was answered; those that never were are left out. */
    public static Map<String, Long> refusals() {
        Map<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < REFUSALS.length(); i++) {
            if (REFUSALS.get(i) > 0) {
                counts.put(Integer.toString(WRONG + i), REFUSALS.get(i));
            }
        }
        return counts;
    }
}
