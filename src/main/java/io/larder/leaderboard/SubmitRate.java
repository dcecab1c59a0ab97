package io.larder.leaderboard;

import io.larder.command.CommandError;
import io.larder.keyspace.Keyspace;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often each id has submitted within the present second. It is kept in memory, in a fixed number of cells: of two
 * ids that meet in a cell the later one begins anew, so that some are let through, and hardly ever is one held back for
 * another.
 *
 * <p>A cell is {@code [part of the hash:24][second:24][count:16]}.
 */
final class SubmitRate {

    private static final int CELLS = 1 << 16;
    private static final long SECOND = 1000;
    private static final long COUNT = 0xffff;

    private final AtomicLongArray cells = new AtomicLongArray(CELLS);

    /**
     * Counts a submit, once it is carried out.
     *
     * @param before how many the same command has submitted for this id before this one
     * @param most how many there may be in a second; 0 for any number
     * @throws CommandError where there have been so many
     */
    void count(Keyspace keyspace, byte[] board, byte[] member, int before, int most) {
        if (most == 0) {
            return;
        }
        long hash = (Arrays.hashCode(board) * 31L + Arrays.hashCode(member)) * 0x9e3779b97f4a7c15L;
        int cell = (int) (hash >>> 48);
        long owner = (hash & 0xffffffL) << 40 | (keyspace.now() / SECOND & 0xffffffL) << 16;
        long now = cells.get(cell);
        long count = (now & ~COUNT) == owner ? now & COUNT : 0;
        if (count + before >= most) {
            throw BoardError.TOO_MANY;
        }
        // Not at once: the command may be started over.
        keyspace.afterwards(() -> cells.updateAndGet(cell, last -> (last & ~COUNT) == owner ? last + 1 : owner + 1));
    }
}
