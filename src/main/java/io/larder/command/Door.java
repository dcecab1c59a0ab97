package io.larder.command;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A kind of door through which callers come in, for what is counted. Each door makes its own, once; there are few, so
 * that whoever keeps something for each needs no map.
 */
public final class Door {

    /** The most that there may be. */
    public static final int MOST = 8;

    private static final AtomicInteger MADE = new AtomicInteger();

    /** No door: the service calls itself. */
    public static final Door INTERNAL = new Door("internal");

    private final int number = MADE.getAndIncrement();
    private final String name;

    /**
     * A kind of door.
     *
     * @param name one word in lower case, which becomes a label of metrics
     */
    public Door(String name) {
        if (number >= MOST) {
            throw new IllegalStateException("there are at most " + MOST + " doors, and " + name + " is one more");
        }
        this.name = name;
    }

    /** Its place among all doors of this process, from 0 to less than {@link #MOST}. */
    public int number() {
        return number;
    }

    /** One word in lower case. */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
