package io.larder.command;

/** How long the calling thread can afford to be away. */
public enum Effort {
    /** An event loop: a few hundred pages, no waiting; more throws {@link TooLong}, with nothing changed. */
    BRIEF,
    /** A worker thread: whatever it takes. */
    FULL
}
