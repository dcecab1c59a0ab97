package io.larder.leaderboard;

/** Which scores rank first. */
public enum Order {
    /** Low ones, as of times in a race. */
    ASC,
    /** High ones. */
    DESC
}
