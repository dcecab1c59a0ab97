package io.larder.keyspace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database within one command: all that the command changes is stored together or not at all, and nobody else changes
 * the keys that the command names meanwhile. What has expired is never seen.
 *
 * <p>A command may only look at keys that its row names, unless the row says {@code ANY_KEY}.
 */
public interface Keyspace {

    /** The most bytes of a key. */
    int KEY_LIMIT = 64 << 10;

    /** The time of the command, the same throughout: milliseconds since 1970. */
    long now();

    /**
     * Lets the command use a further key, which its row does not name because only the data tells it. Nobody else
     * changes that key until the command has ended either. It may start the command over, so it is said before anything
     * is done that is not in the keyspace.
     */
    void reach(byte[] key);

    /**
     * Lets a command whose row says that it reads carry out what the clock alone has made due, such as the end of a
     * season. It may start the command over.
     */
    void settle();

    /**
     * Has {@code told} run when all that the command changes is stored, before anyone else can change its keys; never
     * where the command is refused. It must be quick, and may neither use the keyspace nor wait.
     */
    void afterwards(Runnable told);

    /**
     * Says that more is going to be stored, where that depends on the data and the row does not say it.
     *
     * @throws RuntimeException the refusal, where there is no room
     */
    void grow();

    /**
     * Tells listeners what the command has just done to a key, in the order of {@link #afterwards}. Said after the last
     * change of a collection that is now empty, it also tells that the key is gone. Not to be told are new keys,
     * {@link #remove}, {@link #rename}, {@link #copy}, expiry, and a miss of {@link #read}: the keyspace tells them.
     * Where nobody listens it costs nothing.
     *
     * @param name what Redis calls it, such as {@code lpush}
     */
    void event(EventClass kind, String name, byte[] key);

    /** What a key has, or null. In a command whose row says that it only reads, the same as {@link #read}. */
    @Nullable
    Entry find(byte[] key);

    /** What a key has, or null, which listeners are told: for what a command that may change data only looks at. */
    @Nullable
    Entry read(byte[] key);

    /** What a key has, or null. No miss is told, and the key does not count as used: for what asks about the key. */
    @Nullable
    Entry peek(byte[] key);

    /** How a key that is there was used. */
    KeyUse use(byte[] key);

    /**
     * A new empty value without expiry, in place of whatever the key has. An empty string is stored, an empty tree not.
     */
    Entry create(byte[] key, Kind kind);

    /** Takes a key out. Whether it was there. */
    boolean remove(byte[] key);

    /** Gives the value and expiry of {@code from}, which is there, to {@code to}, whatever that has. O(1). */
    void rename(byte[] from, byte[] to);

    /** Gives a copy of the value and expiry of {@code from}, which is there, to {@code to}, whatever that has. */
    void copy(byte[] from, byte[] to);

    /** How many keys there are; some may have expired. */
    long size();

    /** What all of them take. */
    Footprint footprint();

    /** Some key, each about as likely as the other, or null where there is none. */
    byte @Nullable [] randomKey();

    /**
     * Some more keys. Every key that is there from the first call, with cursor 0, to the last, which gives cursor 0, is
     * given at least once.
     *
     * @param cursor 0, or what the last call gave
     * @param atLeast how many keys to look for; there may be more, or fewer at the end
     */
    Scan scan(long cursor, int atLeast);

    /** Takes all keys out. */
    void clear();

    /** Some keys, and where to go on; 0 at the end. */
    record Scan(long cursor, List<Found> found) {}

    /** A key with its type. */
    record Found(byte[] key, Kind kind) {}
}
