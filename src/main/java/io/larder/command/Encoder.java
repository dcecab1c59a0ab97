package io.larder.command;

/** Where a {@link Reply} is written: each door has one. Calls come in the order of the reply's parts. */
public interface Encoder {

    /** The status {@code OK}. */
    void ok();

    /** A missing string, or a missing array. */
    void nil(boolean many);

    /** An integer. */
    void whole(long value);

    /** A double. */
    void real(double value);

    /** A byte string, to be read at once and not kept. */
    void bytes(byte[] value);

    /** A status. */
    void text(String value);

    /** Begins an array of {@code size} items, which {@link #end()} ends. */
    void beginMany(int size);

    /** Begins a map of {@code size} names, each followed by its value, which {@link #end()} ends. */
    void beginPairs(int size);

    /** Begins what nobody asked for, with {@code size} items, which {@link #end()} ends. As an array by default. */
    default void beginPush(int size) {
        beginMany(size);
    }

    /** Begins {@code count} pushes that answer one command, which {@link #end()} ends. As an array by default. */
    default void beginPushes(int count) {
        beginMany(count);
    }

    /** Ends what was begun last. */
    void end();

    /** An error. */
    void failure(String message);
}
