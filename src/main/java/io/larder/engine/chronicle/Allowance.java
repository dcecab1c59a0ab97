package io.larder.engine.chronicle;

import io.larder.command.Effort;
import io.larder.command.TooLong;

/** How much a step may look at before it is too long for an event loop. */
final class Allowance {

    /** The pages that a step may look at on an event loop: some 50 to 100 microseconds. */
    private static final int BRIEF = 400;

    private Effort effort = Effort.FULL;
    private int touched;

    /** A step begins. */
    void begin(Effort how) {
        effort = how;
        touched = 0;
    }

    /**
     * The step looks at so many pages.
     *
     * @throws TooLong where that is more than it may: it is taken back
     */
    void touch(int pages) {
        touched += pages;
        if (touched > BRIEF && effort == Effort.BRIEF) {
            throw TooLong.SIGNAL;
        }
    }
}
