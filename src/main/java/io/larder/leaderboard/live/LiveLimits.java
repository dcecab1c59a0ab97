package io.larder.leaderboard.live;

/**
 * How much may be looked at, and how often.
 *
 * @param boards the most boards that are looked at
 * @param views the most different views of one board
 * @param watchers the most watchers
 * @param size the most entries of a view
 * @param intervalNanos a view changes at most once in this time
 * @param share the share of one processor that reading views may take; more than that, and they change less often
 * @param keepNanos how long a view that nobody looks at is kept, for whoever comes back
 */
public record LiveLimits(
        int boards, int views, int watchers, int size, long intervalNanos, double share, long keepNanos) {}
