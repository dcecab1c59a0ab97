package io.larder.keyspace;

/** A string of up to 512 MB. Reading and writing a part touches that part only. */
public interface Blob {

    /** The most bytes that one holds. */
    long LIMIT = 512L << 20;

    /** Its length in bytes. */
    long length();

    /**
     * {@code length} bytes from {@code from} on; both must lie within. The array is the caller's to keep, not to
     * change.
     */
    byte[] read(long from, int length);

    /** All of it. The array is the caller's to keep, not to change. */
    default byte[] all() {
        return read(0, (int) length());
    }

    /** Replaces all of it. The array is not to be changed from here on. */
    void set(byte[] value);

    /** Writes over what is there from {@code at} on; grows it where needed, with zeros before {@code at}. */
    void write(long at, byte[] bytes);

    /** Adds to its end. */
    default void append(byte[] bytes) {
        write(length(), bytes);
    }
}
