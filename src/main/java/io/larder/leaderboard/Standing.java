package io.larder.leaderboard;

import org.jspecify.annotations.Nullable;

/**
 * One entry of a ranking as it stands now.
 *
 * @param member who it is, not to be changed
 * @param score a decimal number as text, exact; of a plain sorted set a double as Redis writes it, {@code inf} too
 * @param position the place in the order, 1 for the first; no two entries have the same
 * @param rank the rank by the board's rule for ties: the position, or one that equals share
 * @param metadata a JSON object on one line, or null
 * @param updatedAt when the score was reached, in milliseconds since 1970; 0 where that is not known
 */
public record Standing(
        byte[] member, String score, long position, long rank, byte @Nullable [] metadata, long updatedAt) {}
