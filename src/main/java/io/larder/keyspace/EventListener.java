package io.larder.keyspace;

/**
 * Is told what commands have done to keys, by the names that Redis has for it, when it is stored and before anyone else
 * can change the same key. Commands that were refused tell nothing. It must be quick and may neither use the keyspace
 * nor wait.
 */
@FunctionalInterface
public interface EventListener {

    /** Listens to nothing, and costs nothing. */
    EventListener NONE = (kind, name, key) -> {};

    /**
     * Something has happened to a key.
     *
     * @param name such as {@code lpush}, {@code del}, {@code expired}
     * @param key not to be changed
     */
    void happened(EventClass kind, String name, byte[] key);
}
