package io.larder.command;

/** How long the calling thread can afford to be away. */
public enum Effort {
    /** An event loop: a few hundred pages, no waiting; more throws {@link TooLong}, with nothing changed. */
    BRIEF,
    /**
     * A worker thread, for which no memory was set aside: it waits, but looks at no more pages than {@link #BRIEF};
     * more throws {@link TooLong}, with nothing changed.
     */
    PATIENT,
    /** A worker thread: whatever it takes. */
    FULL
}
