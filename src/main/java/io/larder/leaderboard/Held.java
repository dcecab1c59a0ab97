package io.larder.leaderboard;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a board holds of a member: {@code [flags:1][score:0-8][seq:LEB128][time:6][hour:4, gained:8, if it gained]} and
 * the metadata. The flags tell whether it is hidden (1), has gained (2), and from bit 2 on how many bytes the score
 * takes, zigzag, least significant byte first.
 *
 * @param score scaled
 * @param seq the board's counter when the score was reached: of equal scores the lower one was there first
 * @param time when that was, in milliseconds since 1970
 * @param hidden whether it is kept and not ranked
 * @param hour the hour since 1970 in which the score last rose
 * @param gained by how much it rose within that hour; 0 where nobody asks
 * @param metadata a JSON object on one line, or null
 */
record Held(long score, long seq, long time, boolean hidden, int hour, long gained, byte @Nullable [] metadata) {

    private static final int HIDDEN = 1;
    private static final int GAINED = 2;
    private static final int SCORE_SHIFT = 2;
    private static final int LONGEST_HEAD = 1 + 8 + 10 + 6 + 12;

    /** The same, hidden or not. */
    Held hidden(boolean now) {
        return new Held(score, seq, time, now, hour, gained, metadata);
    }

    /** The same with the counter at which its score was reached. */
    Held reachedAt(long counter) {
        return new Held(score, counter, time, hidden, hour, gained, metadata);
    }

    /** The same with other metadata. */
    Held metadata(byte @Nullable [] now) {
        return new Held(score, seq, time, hidden, hour, gained, now);
    }

    /** As it is stored. */
    byte[] bytes() {
        int more = metadata == null ? 0 : metadata.length;
        ByteBuffer to = ByteBuffer.allocate(LONGEST_HEAD + more);
        long zigzag = score << 1 ^ score >> 63;
        int length = (Long.SIZE - Long.numberOfLeadingZeros(zigzag) + 7) / 8;
        to.put((byte) ((hidden ? HIDDEN : 0) | (gained == 0 ? 0 : GAINED) | length << SCORE_SHIFT));
        for (int i = 0; i < length; i++) {
            to.put((byte) (zigzag >>> 8 * i));
        }
        long left = seq;
        for (; left >= 0x80; left >>>= 7) {
            to.put((byte) (left | 0x80));
        }
        to.put((byte) left);
        to.putShort((short) (time >>> 32)).putInt((int) time);
        if (gained != 0) {
            to.putInt(hour).putLong(gained);
        }
        if (metadata != null) {
            to.put(metadata);
        }
        return Arrays.copyOf(to.array(), to.position());
    }

    /** What these bytes hold. */
    static Held of(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        int flags = from.get();
        long zigzag = 0;
        for (int i = 0; i < flags >> SCORE_SHIFT; i++) {
            zigzag |= (from.get() & 0xffL) << 8 * i;
        }
        long seq = 0;
        int shift = 0;
        byte next;
        do {
            next = from.get();
            seq |= (next & 0x7fL) << shift;
            shift += 7;
        } while (next < 0);
        long time = (from.getShort() & 0xffffL) << 32 | from.getInt() & 0xffff_ffffL;
        boolean gained = (flags & GAINED) != 0;
        int hour = gained ? from.getInt() : 0;
        long gain = gained ? from.getLong() : 0;
        byte[] metadata = from.hasRemaining() ? Arrays.copyOfRange(bytes, from.position(), bytes.length) : null;
        return new Held(zigzag >>> 1 ^ -(zigzag & 1), seq, time, (flags & HIDDEN) != 0, hour, gain, metadata);
    }
}
