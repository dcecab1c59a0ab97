package io.larder.engine.chronicle;

import io.larder.command.Effort;
import io.larder.command.TooLong;

/** How much a step may look at before it is too long for an event loop, or for a worker without memory of its own. */
final class Allowance {

    /** The pages that a step may look at, if not at all: some 50 to 100 microseconds, and 400 KiB. */
    private static final int FEW = 400;

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
        afford(0);
    }

    /**
     * The step is going to look at so many pages, and makes room for all of them before.
     *
     * @throws TooLong where that is more than it may: it is taken back
     */
    void afford(int pages) {
        if (effort != Effort.FULL && touched > FEW - pages) {
            throw TooLong.SIGNAL;
        }
    }
}
