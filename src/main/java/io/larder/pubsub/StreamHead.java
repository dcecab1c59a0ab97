package io.larder.pubsub;

import io.larder.command.CommandError;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a channel's stream beside its messages, within one command: its epoch, its last offset, and the
 * idempotency keys of the last minutes. It stands under a key of its own, which lives much longer than the messages:
 * who has the last message has missed nothing, also when it is no longer kept.
 *
 * <p>The tree has under {@code h} {@code [epoch:8][last offset:8][its time:8]}, under {@code i} and an idempotency key
 * {@code [time:8][offset:8]}, and under {@code t}, a time and an idempotency key nothing, so that the oldest are found.
 */
final class StreamHead {

    private static final byte[] PREFIX = "larder:channel:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD = {'h'};
    private static final byte[] FIRST_TIME = {'t'};
    private static final int EPOCH = 8;
    private static final String EPOCH_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final long DAY = 86_400_000;
    private static final long USED = 30 * DAY;
    private static final long UNUSED = 7 * DAY;

    /** How long an idempotency key is remembered. */
    private static final long REMEMBERED = 300_000;

    /** How many idempotency keys of one channel are remembered; the oldest go first. */
    private static final int MOST_REMEMBERED = 10_000;

    private final Entry entry;
    private final Tree tree;
    private final String epoch;
    private long top;
    private long time;

    private StreamHead(Entry entry, String epoch, long top, long time) {
        this.entry = entry;
        this.tree = entry.tree(0);
        this.epoch = epoch;
        this.top = top;
        this.time = time;
    }

    /**
     * The key of a channel's head.
     *
     * @throws CommandError where the name is too long for one
     */
    static byte[] key(byte[] channel) {
        return key(PREFIX, channel);
    }

    /** Whether the channel's name is short enough for a head, and for messages, whose prefix is one byte longer. */
    static boolean possible(byte[] channel) {
        return PREFIX.length + 1 + channel.length <= Keyspace.KEY_LIMIT;
    }

    static byte[] key(byte[] prefix, byte[] channel) {
        if (prefix.length + channel.length > Keyspace.KEY_LIMIT) {
            throw new CommandError("ERR the name of a channel with history has at most "
                    + (Keyspace.KEY_LIMIT - prefix.length) + " bytes");
        }
        byte[] key = Arrays.copyOf(prefix, prefix.length + channel.length);
        System.arraycopy(channel, 0, key, prefix.length, channel.length);
        return key;
    }

    /** That of a key, or null where there is none. */
    static @Nullable StreamHead find(Keyspace keyspace, byte[] key) {
        Entry entry = keyspace.find(key);
        if (entry == null) {
            return null;
        }
        byte[] head = entry.kind() == Kind.CHANNEL ? entry.tree(0).get(HEAD) : null;
        if (head == null) {
            throw CommandError.WRONG_TYPE;
        }
        ByteBuffer bytes = ByteBuffer.wrap(head);
        bytes.position(EPOCH);
        String epoch = new String(head, 0, EPOCH, StandardCharsets.US_ASCII);
        return new StreamHead(entry, epoch, bytes.getLong(), bytes.getLong());
    }

    /** A new one, with an epoch of its own. Without history it is there for idempotency keys only. */
    static StreamHead create(Keyspace keyspace, byte[] key, boolean history) {
        char[] letters = new char[EPOCH];
        for (int i = 0; i < EPOCH; i++) {
            letters[i] = EPOCH_LETTERS.charAt(ThreadLocalRandom.current().nextInt(EPOCH_LETTERS.length()));
        }
        StreamHead made = new StreamHead(keyspace.create(key, Kind.CHANNEL), new String(letters), 0, 0);
        made.write();
        made.entry.expireAt(keyspace.now() + (history ? UNUSED : REMEMBERED));
        return made;
    }

    private void write() {
        byte[] head = ByteBuffer.allocate(EPOCH + 2 * Long.BYTES)
                .put(epoch.getBytes(StandardCharsets.US_ASCII))
                .putLong(top)
                .putLong(time)
                .array();
        tree.put(HEAD, head);
    }

    /** Where the stream is. */
    Position position() {
        return new Position(epoch, top);
    }

    /** When the last message was published; no time where there is none. */
    long time() {
        return time;
    }

    /** One message more, of which the time never runs back. */
    void next(long now, long age) {
        top++;
        time = Math.max(time, now);
        write();
        extend(entry, time, Math.max(USED, 2 * age));
    }

    /** Lets an entry live on at least so long, without changing its expiry each time. */
    static void extend(Entry entry, long now, long life) {
        if (entry.expireAt() == Entry.NEVER || entry.expireAt() < now + life) {
            entry.expireAt(now + life + life / 8);
        }
    }

    /** The offset that an idempotency key was given, or null where it is not remembered. */
    @Nullable
    Long remembered(byte[] id, long now) {
        byte[] known = tree.get(prefixed('i', id));
        if (known == null) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(known);
        return bytes.getLong() + REMEMBERED > now ? bytes.getLong() : null;
    }

    /** Remembers an idempotency key, and forgets old ones. */
    void remember(byte[] id, long offset, long now) {
        byte[] known = tree.get(prefixed('i', id));
        if (known != null) {
            tree.remove(prefixed('t', timed(ByteBuffer.wrap(known).getLong(), id)));
        }
        tree.put(
                prefixed('i', id),
                ByteBuffer.allocate(2 * Long.BYTES).putLong(now).putLong(offset).array());
        tree.put(prefixed('t', timed(now, id)), Tree.NOTHING);
        extend(entry, now, REMEMBERED);
        long first = tree.rank(FIRST_TIME);
        while (tree.size() > first) {
            byte[] oldest = tree.keyAt(first);
            boolean old = ByteBuffer.wrap(oldest).getLong(1) + REMEMBERED <= now;
            if (!old && tree.size() - first <= MOST_REMEMBERED) {
                return;
            }
            tree.remove(oldest);
            tree.remove(prefixed('i', Arrays.copyOfRange(oldest, 1 + Long.BYTES, oldest.length)));
            first = tree.rank(FIRST_TIME);
        }
    }

    private static byte[] timed(long time, byte[] id) {
        return ByteBuffer.allocate(Long.BYTES + id.length).putLong(time).put(id).array();
    }

    private static byte[] prefixed(char letter, byte[] rest) {
        return ByteBuffer.allocate(1 + rest.length).put((byte) letter).put(rest).array();
    }
}
