package io.larder.engine.chronicle;

import java.util.function.LongSupplier;

/** By how much a step grows the data, and how much room is kept for it. In bytes. */
final class Growth {

    private boolean bounded;
    private boolean credited;
    private long promised;
    private long entries;

    /** A step begins that is not for growing. */
    void begin() {
        bounded = false;
        credited = false;
        promised = 0;
    }

    /** So much room is promised to the step. It gets more only if that is there. */
    void within(long room) {
        bounded = true;
        promised = room;
    }

    /** The room that is kept for the step, or {@link Store#UNBOUNDED}. */
    long promised() {
        return bounded ? promised : Store.UNBOUNDED;
    }

    /** Whether the last step may have been stored only as it leaves pages to the sweeper. */
    boolean credited() {
        return credited;
    }

    /** More is going to be stored than is freed, which nobody knew before. */
    void expected() {
        bounded = true;
    }

    /** Entries take so much more, or less. */
    void entries(long bytes) {
        entries += bytes;
    }

    /** All keys were taken out in this step: what came before is nothing. */
    void restart() {
        entries = 0;
    }

    /**
     * Stores a step.
     *
     * @param pages how many more it takes than it frees
     * @param left counts those that it leaves to the sweeper: asked for only where there is no room as long as they
     *     stay
     * @param cleared whether all that was stored goes
     */
    void commit(Store store, Batch batch, int pages, LongSupplier left, boolean cleared) {
        long inEntries = cleared ? entries - store.entries().usedBytes() : entries;
        long inPages = pages - (cleared ? store.pages().usedPages() : 0);
        long growth = inEntries + inPages * PageFile.SIZE;
        if (bounded && growth > promised && !store.holds(growth - promised)) {
            growth -= left.getAsLong() * PageFile.SIZE;
            credited = true;
        }
        store.commit(batch, inEntries, growth, promised());
    }
}
