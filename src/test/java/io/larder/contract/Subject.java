package io.larder.contract;

import io.larder.command.Reply;

/** What runs commands and is held to the contracts. */
interface Subject {

    /** Empties the store and forgets the connections. */
    void reset();

    /** Sends a command on one of several connections, counted from 1. */
    Reply send(int connection, byte[][] words);

    /** Lets time pass; where the clock cannot be set, by waiting. */
    void pass(long millis);

    /** Whether the clock can be set. */
    boolean hasClock();

    /** Whether it is Redis itself. */
    boolean isRedis();
}
