package io.larder.keyspace;

/**
 * A key's value within one command. What is changed through it is stored with the command, all or nothing. A collection
 * that is left empty is gone.
 */
public interface Entry {

    /** The expiry of what does not expire. */
    long NEVER = Long.MAX_VALUE;

    /** Its type. */
    Kind kind();

    /** A number that is given anew with each command that changes the value or its expiry, and never twice. */
    long version();

    /** When it is gone, in milliseconds since 1970, or {@link #NEVER}. */
    long expireAt();

    /** Sets when it is gone; a time that has passed lets it be gone with this command. */
    void expireAt(long millis);

    /** The bytes that the key and its value take of the limit, as they would if the command ended here. */
    long bytes();

    /** The bytes of a {@link Kind#STRING}. */
    Blob blob();

    /** One of the {@link Kind#trees}. */
    Tree tree(int which);
}
