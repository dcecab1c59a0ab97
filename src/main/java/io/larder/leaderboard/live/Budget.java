package io.larder.leaderboard.live;

/**
 * How much time may be spent: a share, which may be used ahead for a short while, so that what comes together is done
 * together. All times in nanoseconds.
 */
final class Budget {

    private final double share;
    private final long ahead;
    /** When all that was spent will have been earned. */
    private long earned;

    Budget(double share, long ahead) {
        this.share = share;
        this.ahead = ahead;
    }

    /** When something may be spent again. */
    long opens() {
        return earned - ahead;
    }

    void spend(long now, long nanos) {
        earned = Math.max(earned, now) + (long) (nanos / share);
    }
}
