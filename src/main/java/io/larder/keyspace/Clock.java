package io.larder.keyspace;

/** The only source of time for everything that is stored. */
@FunctionalInterface
public interface Clock {

    /** The system's clock. */
    Clock SYSTEM = System::currentTimeMillis;

    /** Milliseconds since 1970-01-01 UTC. */
    long now();
}
