package io.larder.keyspace;

import org.jspecify.annotations.Nullable;

/**
 * The classes of what can happen to a key, by which listeners choose.
 *
 * @see <a href="https://redis.io/docs/latest/develop/pubsub/keyspace-notifications/">Keyspace notifications</a>
 */
public enum EventClass {
    /** What commands do to keys of any type: {@code del}, {@code expire}, {@code rename_from}. */
    GENERIC('g'),
    /** Commands on strings. */
    STRING('$'),
    /** Commands on lists. */
    LIST('l'),
    /** Commands on sets. */
    SET('s'),
    /** Commands on hashes. */
    HASH('h'),
    /** Commands on sorted sets. */
    SORTED_SET('z'),
    /** A key was found to have expired. */
    EXPIRED('x'),
    /** A key had to make room. */
    EVICTED('e'),
    /** Commands on streams, of which there are none. */
    STREAM('t'),
    /** Types of values that Redis does not have, as those of its modules: leaderboards. */
    MODULE('d'),
    /** A key was looked for and not found. */
    KEY_MISS('m'),
    /** A key has come to be. */
    NEW('n');

    private static final EventClass[] ALL = values();

    private final char letter;

    EventClass(char letter) {
        this.letter = letter;
    }

    /** What stands for it in the setting {@code notify-keyspace-events}. */
    public char letter() {
        return letter;
    }

    /** Whether it is about the elements of a collection, which is gone when it has none left. */
    public boolean ofElements() {
        return this == LIST || this == SET || this == HASH || this == SORTED_SET;
    }

    /** The class with this letter, or null. */
    public static @Nullable EventClass of(char letter) {
        for (EventClass one : ALL) {
            if (one.letter == letter) {
                return one;
            }
        }
        return null;
    }
}
