package io.larder.contract;

import io.larder.command.Reply;
import org.jspecify.annotations.Nullable;

/** What runs commands and is held to the contracts. */
interface Subject {

    /** Empties the store and forgets the connections. */
    void reset();

    /**
     * Sends a command on one of several connections, counted from 1. Where pushes answer it, the first is given, and
     * the others are {@link #pushed}.
     */
    Reply send(int connection, byte[][] words);

    /** What a connection was sent next without asking, or null where there is nothing. */
    @Nullable
    Reply pushed(int connection);

    /** Lets time pass; where the clock cannot be set, by waiting. */
    void pass(long millis);

    /** Whether the clock can be set. */
    boolean hasClock();

    /** Whether it is Redis itself. */
    boolean isRedis();
}
