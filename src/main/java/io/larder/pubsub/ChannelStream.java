package io.larder.pubsub;

import io.larder.command.CommandError;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel's history within one command: its {@link StreamHead}, and the messages that are kept, by offset and without
 * a gap, under a second key. That one expires as the messages do, so a channel that has become silent costs nothing but
 * its head.
 */
final class ChannelStream {

    private static final byte[] PREFIX = "larder:messages:".getBytes(StandardCharsets.US_ASCII);

    /** The most bytes of messages that one reading gives; one message is given whatever its size. */
    private static final long READ_BYTES = 8 << 20;

    private final Keyspace keyspace;
    private final byte[] channel;
    private final ChannelSettings settings;
    private final StreamHead head;

    private ChannelStream(Keyspace keyspace, byte[] channel, ChannelSettings settings, StreamHead head) {
        this.keyspace = keyspace;
        this.channel = channel;
        this.settings = settings;
        this.head = head;
    }

    /** The key of a channel's messages. */
    static byte[] messagesKey(byte[] channel) {
        return StreamHead.key(PREFIX, channel);
    }

    /** The stream of a channel, or null where there is none. */
    static @Nullable ChannelStream find(Keyspace keyspace, byte[] channel, ChannelSettings settings) {
        byte[] key = StreamHead.key(channel);
        keyspace.reach(key);
        keyspace.reach(messagesKey(channel));
        StreamHead head = StreamHead.find(keyspace, key);
        return head == null ? null : new ChannelStream(keyspace, channel, settings, head);
    }

    /** The stream of a channel, or a new one. Messages whose head is lost are lost with it. */
    static ChannelStream open(Keyspace keyspace, byte[] channel, ChannelSettings settings) {
        ChannelStream found = find(keyspace, channel, settings);
        keyspace.grow();
        if (found != null) {
            return found;
        }
        keyspace.remove(messagesKey(channel));
        StreamHead made = StreamHead.create(keyspace, StreamHead.key(channel), settings.keepsHistory());
        return new ChannelStream(keyspace, channel, settings, made);
    }

    /**
     * Forgets what a channel kept under earlier settings, now that it keeps nothing: what is published from here on is
     * not in the stream, so nobody may go on from a place in it.
     */
    static void forget(Keyspace keyspace, byte[] channel) {
        if (!StreamHead.possible(channel)) {
            return;
        }
        byte[] key = StreamHead.key(channel);
        keyspace.reach(key);
        keyspace.reach(messagesKey(channel));
        Entry entry = keyspace.find(key);
        StreamHead head = entry == null || entry.kind() != Kind.CHANNEL ? null : StreamHead.find(keyspace, key);
        if (head != null && head.position().offset() > 0) {
            keyspace.remove(key);
            keyspace.remove(messagesKey(channel));
        }
    }

    byte[] channel() {
        return channel;
    }

    /** What is known beside the messages. */
    StreamHead head() {
        return head;
    }

    /** Where the stream is. */
    Position position() {
        return head.position();
    }

    private @Nullable Entry messages() {
        Entry entry = keyspace.find(messagesKey(channel));
        if (entry != null && entry.kind() != Kind.CHANNEL) {
            throw CommandError.WRONG_TYPE;
        }
        return entry;
    }

    /** Keeps a message, whose offset and time are the next ones, and lets go of those that are too many or too old. */
    void append(Publication publication) {
        Entry entry = messages();
        if (entry == null) {
            entry = keyspace.create(messagesKey(channel), Kind.CHANNEL);
        }
        Tree tree = entry.tree(0);
        head.next(publication.time(), settings.historyMillis());
        tree.put(StoredMessage.key(publication.offset()), StoredMessage.bytes(publication));
        long tooMany = tree.size() - settings.historySize();
        tree.removeRange(0, Math.max(tooMany, tooOld(tree)));
        StreamHead.extend(entry, head.time(), settings.historyMillis());
    }

    /** How many messages at the front are too old: times never run back. */
    private long tooOld(Tree tree) {
        long bound = keyspace.now() - settings.historyMillis();
        long from = 0;
        long to = tree.size();
        while (from < to) {
            long middle = from == 0 ? 0 : (from + to) >>> 1;
            if (StoredMessage.time(tree.valueAt(middle)) > bound) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    /**
     * Some of the messages that are kept.
     *
     * @param since where to begin, itself not given; null for the beginning, or the end where {@code reverse}
     * @param limit how many at most
     * @param reverse from newer to older
     */
    List<Publication> read(@Nullable Long since, int limit, boolean reverse) {
        List<Publication> found = new ArrayList<>();
        Entry entry = messages();
        if (entry == null || limit <= 0) {
            return found;
        }
        Tree tree = entry.tree(0);
        long oldest = tooOld(tree);
        long[] bytes = {0};
        Tree.Visitor visitor = (key, value) -> {
            bytes[0] += value.length;
            if (!found.isEmpty() && bytes[0] > READ_BYTES) {
                return false;
            }
            long offset = StoredMessage.offset(key);
            found.add(StoredMessage.read(channel, position().epoch(), offset, value));
            return found.size() < limit;
        };
        if (!reverse) {
            long from = since == null ? 0 : tree.rank(StoredMessage.key(since + 1));
            tree.each(Math.max(oldest, from), visitor);
            return found;
        }
        long from = (since == null ? tree.size() : tree.rank(StoredMessage.key(since))) - 1;
        if (from >= oldest) {
            int most = (int) Math.min(limit, from - oldest + 1);
            tree.eachBack(from, (key, value) -> visitor.visit(key, value) && found.size() < most);
        }
        return found;
    }

    /** What somebody begins with who listens from now on. */
    Subscribed begin(Wish wish) {
        Position now = position();
        Position since = wish.since() == null ? Position.NONE : wish.since();
        List<Publication> missed = wish.recover() ? missed(since) : null;
        return missed == null
                ? new Subscribed(now, true, false, List.of())
                : new Subscribed(new Position(now.epoch(), since.offset()), true, true, missed);
    }

    /** What was missed since a position, or null where it cannot all be had. */
    private @Nullable List<Publication> missed(Position since) {
        Position now = position();
        boolean sameEpoch = since.epoch().isEmpty() || since.epoch().equals(now.epoch());
        if (settings.recovery() == ChannelSettings.Recovery.CACHE) {
            if (since.offset() > 0 && since.equals(now)) {
                return List.of();
            }
            List<Publication> newest = read(null, 1, true);
            return newest.isEmpty() ? null : newest;
        }
        if (!sameEpoch || since.offset() > now.offset() || since.offset() < 0) {
            return null;
        }
        if (since.offset() == now.offset()) {
            return List.of();
        }
        List<Publication> missed = read(since.offset(), Channels.READ_LIMIT, false);
        boolean whole = !missed.isEmpty()
                && missed.get(0).offset() == since.offset() + 1
                && missed.get(missed.size() - 1).offset() == now.offset();
        return whole ? missed : null;
    }
}
