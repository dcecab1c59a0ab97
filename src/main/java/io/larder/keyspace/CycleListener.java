package io.larder.keyspace;

/** Told how long the store's own work took, which commands may have waited for. It must be quick and must not throw. */
@FunctionalInterface
public interface CycleListener {

    /** Nobody. */
    CycleListener NONE = (cycle, nanos) -> {};

    /** What the store does besides commands. */
    enum Cycle {
        /** Taking out keys that have expired, a part of all keys at a time. */
        EXPIRE,
        /** Taking out keys to make room for one command. */
        EVICTION
    }

    /** It was done once, in so many nanoseconds. */
    void took(Cycle cycle, long nanos);
}
