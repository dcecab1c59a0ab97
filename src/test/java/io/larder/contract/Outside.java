package io.larder.contract;

import io.larder.command.Door;

/** What callers in tests come in by: what comes from inside is not counted, and a process has few doors. */
public final class Outside {

    /** The door. */
    public static final Door DOOR = new Door("outside");

    private Outside() {}
}
