package io.larder.keyspace;

import org.jspecify.annotations.Nullable;

/**
 * An ordered sequence of elements with O(log n) access by key and by position: all collections are made of it.
 *
 * <p>Keys are ordered as unsigned bytes. Positions count from 0. Byte arrays that come out are the caller's to keep,
 * not to change; those that go in are not to be changed from here on. While a visitor runs, the tree must not be
 * changed.
 */
public interface Tree {

    /** No bytes. */
    byte[] NOTHING = {};

    /** What an element has. */
    enum Shape {
        /** A key, unique, by which it is ordered. */
        KEYS,
        /** A key as above and a value. */
        PAIRS,
        /** A value; the order is that of insertion positions. */
        VALUES
    }

    /** Sees elements in order. */
    @FunctionalInterface
    interface Visitor {
        /**
         * One element.
         *
         * @param key its key, or no bytes where the tree has none
         * @param value its value, or no bytes where the tree has none
         * @return whether to go on
         */
        boolean visit(byte[] key, byte[] value);
    }

    /** How many elements there are. */
    long size();

    /** The value of a key, or null where it is not there. Without values: no bytes. */
    byte @Nullable [] get(byte[] key);

    /** Puts a key, with its value where the tree has values. Whether it is new. */
    boolean put(byte[] key, byte[] value);

    /** Takes a key out. Whether it was there. */
    boolean remove(byte[] key);

    /** How many keys come before this one, whether or not it is there itself. */
    long rank(byte[] key);

    /** The key at a position from 0 to size - 1. */
    byte[] keyAt(long position);

    /** The value at a position from 0 to size - 1. */
    byte[] valueAt(long position);

    /** Visits from a position on, upwards. */
    void each(long from, Visitor visitor);

    /** Visits from a position on, downwards. */
    void eachBack(long from, Visitor visitor);

    /** Puts a value before the one at {@code position}, or at the end at {@code size}. Only without keys. */
    void insert(long position, byte[] value);

    /** Replaces the value at a position. */
    void set(long position, byte[] value);

    /** Takes out the elements from {@code from} to before {@code to}. */
    void removeRange(long from, long to);
}
