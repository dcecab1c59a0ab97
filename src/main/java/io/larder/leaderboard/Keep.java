package io.larder.leaderboard;

/** Which score stays when a member submits another. */
enum Keep {
    /** The one that ranks higher. */
    BEST,
    /** The newer one. */
    LAST,
    /** Both, added up. */
    SUM,
    /** The older one. */
    FIRST
}
