package io.larder.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The answer to a command, free of any wire format; a door writes it through its {@link Encoder}.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">The Redis protocol</a>
 */
public sealed interface Reply {

    /** What an object needs on the heap besides what it holds, in bytes. */
    int SMALL = 32;

    /** The status {@code OK}. */
    Reply OK = new Ok();

    /** No value, where a value could have been. */
    Reply NIL = new Nil(false);

    /** No array, where an array could have been. RESP2 tells the two apart. */
    Reply NIL_MANY = new Nil(true);

    /** An array of nothing. */
    Reply NONE = new Many(List.of());

    /** The integer 0. */
    Reply ZERO = new Whole(0);

    /** The integer 1. */
    Reply ONE = new Whole(1);

    /** Writes this reply. */
    void accept(Encoder encoder);

    /** About how many bytes it needs on the heap. */
    default long weight() {
        return SMALL;
    }

    /** An integer. */
    static Reply whole(long value) {
        return value == 0 ? ZERO : value == 1 ? ONE : new Whole(value);
    }

    /** 1 for true, 0 for false. */
    static Reply truth(boolean value) {
        return value ? ONE : ZERO;
    }

    /** A byte string, or {@link #NIL} for null. */
    static Reply bytes(byte @org.jspecify.annotations.Nullable [] value) {
        return value == null ? NIL : new Bytes(value);
    }

    /** A byte string of UTF-8 text. */
    static Reply bytes(String value) {
        return new Bytes(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** An array of byte strings; a null among them is {@link #NIL}. */
    static Reply many(Collection<byte[]> values) {
        List<Reply> items = new ArrayList<>(values.size());
        for (byte[] value : values) {
            items.add(bytes(value));
        }
        return new Many(items);
    }

    /** An array. */
    static Reply many(Reply... items) {
        return new Many(List.of(items));
    }

    private static long weigh(List<Reply> items) {
        long weight = SMALL;
        for (Reply item : items) {
            weight += SMALL + item.weight();
        }
        return weight;
    }

    /** {@code OK}. */
    record Ok() implements Reply {
        @Override
        public void accept(Encoder encoder) {
            encoder.ok();
        }
    }

    /**
     * No value.
     *
     * @param many whether an array is missing rather than a string
     */
    record Nil(boolean many) implements Reply {
        @Override
        public void accept(Encoder encoder) {
            encoder.nil(many);
        }
    }

    /** A signed 64-bit integer. */
    record Whole(long value) implements Reply {
        @Override
        public void accept(Encoder encoder) {
            encoder.whole(value);
        }
    }

    /** A double; {@link Numbers#text(double)} is its text. */
    record Real(double value) implements Reply {
        @Override
        public void accept(Encoder encoder) {
            encoder.real(value);
        }
    }

    /** A byte string, not copied: nobody may change it from here on. */
    record Bytes(byte[] value) implements Reply {
        @Override
        public void accept(Encoder encoder) {
            encoder.bytes(value);
        }

        @Override
        public long weight() {
            return SMALL + value.length;
        }
    }

    /** A status other than {@code OK}, such as {@code PONG} or the name of a type. */
    record Text(String value) implements Reply {
        @Override
        public void accept(Encoder encoder) {
            encoder.text(value);
        }
    }

    /** An array. */
    record Many(List<Reply> items) implements Reply {
        @Override
        public long weight() {
            return weigh(items);
        }

        @Override
        public void accept(Encoder encoder) {
            encoder.beginMany(items.size());
            for (Reply item : items) {
                item.accept(encoder);
            }
            encoder.end();
        }
    }

    /** A map, its names and values in turn; RESP2 and JSON show it as a flat array. */
    record Pairs(List<Reply> items) implements Reply {
        @Override
        public long weight() {
            return weigh(items);
        }

        @Override
        public void accept(Encoder encoder) {
            encoder.beginPairs(items.size() / 2);
            for (Reply item : items) {
                item.accept(encoder);
            }
            encoder.end();
        }
    }

    /** What comes without being asked for, such as a message. One goes to all who wait for it. */
    record Push(List<Reply> items, Forms forms) implements Reply {

        /** A push of these items. */
        public static Push of(Reply... items) {
            return new Push(List.of(items), new Forms());
        }

        @Override
        public void accept(Encoder encoder) {
            encoder.beginPush(items.size());
            for (Reply item : items) {
                item.accept(encoder);
            }
            encoder.end();
        }
    }

    /** The answer to a command that is answered by pushes, such as SUBSCRIBE with several channels: each in turn. */
    record Pushes(List<Push> items) implements Reply {
        @Override
        public void accept(Encoder encoder) {
            encoder.beginPushes(items.size());
            for (Push item : items) {
                item.accept(encoder);
            }
            encoder.end();
        }
    }

    /** An error: its text begins with an upper-case code and is the one that Redis gives. */
    record Failure(String message) implements Reply {
        @Override
        public void accept(Encoder encoder) {
            encoder.failure(message);
        }
    }
}
