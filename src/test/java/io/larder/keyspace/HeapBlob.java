package io.larder.keyspace;

import java.util.Arrays;

/**
 * A string in one array. Arrays go in and out uncopied, so that a caller who changes one is found out by wrong answers.
 */
final class HeapBlob implements Blob {

    private final HeapEntry owner;
    private byte[] value;

    HeapBlob(HeapEntry owner, byte[] value) {
        this.owner = owner;
        this.value = value;
    }

    HeapBlob copy(HeapEntry newOwner) {
        return new HeapBlob(newOwner, value.clone());
    }

    @Override
    public long length() {
        return value.length;
    }

    @Override
    public byte[] read(long from, int length) {
        if (from < 0 || length < 0 || from + length > value.length) {
            throw new IndexOutOfBoundsException(from + " + " + length + " of " + value.length);
        }
        return from == 0 && length == value.length ? value : Arrays.copyOfRange(value, (int) from, (int) from + length);
    }

    @Override
    public void set(byte[] bytes) {
        owner.touch();
        value = bytes;
    }

    @Override
    public void write(long at, byte[] bytes) {
        if (at < 0 || at + bytes.length > LIMIT) {
            throw new IllegalArgumentException("beyond the limit: " + at + " + " + bytes.length);
        }
        if (bytes.length == 0 && at > value.length) {
            throw new IllegalArgumentException("whether nothing, written behind the end, makes it longer is not said");
        }
        owner.touch();
        value = Arrays.copyOf(value, (int) Math.max(value.length, at + bytes.length));
        System.arraycopy(bytes, 0, value, (int) at, bytes.length);
    }
}
