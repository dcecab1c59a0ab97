package io.larder.leaderboard;

import java.util.function.Supplier;

/**
 * Writes down what was refused: a hundred lines a second at most, and how many were left out, so that whoever is
 * refused on purpose cannot fill the disk.
 */
final class RefusalLog {

    private static final int MOST = 100;
    private static final long SECOND = 1_000;

    private final System.Logger log;
    private long since;
    private int lines;
    private long leftOut;

    RefusalLog(System.Logger log) {
        this.log = log;
    }

    /**
     * Something was refused.
     *
     * @param now milliseconds since 1970
     */
    synchronized void add(long now, Supplier<String> line) {
        if (now - since >= SECOND || now < since) {
            if (leftOut > 0) {
                log.log(System.Logger.Level.INFO, "{0} more scores were refused within a second", leftOut);
            }
            since = now;
            lines = 0;
            leftOut = 0;
        }
        if (lines < MOST) {
            lines++;
            log.log(System.Logger.Level.INFO, line);
        } else {
            leftOut++;
        }
    }
}
