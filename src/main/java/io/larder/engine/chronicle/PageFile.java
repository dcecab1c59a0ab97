package io.larder.engine.chronicle;

import io.larder.command.CommandError;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.function.Function;

/**
 * A mapped file of pages of {@link #SIZE} bytes, and two of bits that tell which are in use and which are discarded.
 *
 * <p>A page is numbered from 1; 0 is no page, its room holds the file's own header. Which pages are in use is known
 * twice: on disk as of the last committed step, and on the heap with those that running steps have taken. A step that
 * dies with the process leaves nothing behind, as the disk never heard of it.
 *
 * <p>Disk space is written, not left sparse, before pages of it are given out: a full disk is then an error of one
 * command and never a fault in mapped memory.
 */
final class PageFile implements AutoCloseable {

    /** Bytes of a page. */
    static final int SIZE = 1024;

    private static final int SEGMENT_SHIFT = 17;
    private static final int SEGMENT_PAGES = 1 << SEGMENT_SHIFT;
    private static final int RESERVE_PAGES = 4096;

    private static final int RESERVED_AT = 0;
    private static final int CEILING_AT = 8;

    static final CommandError DISK_FULL = new CommandError(
            "MISCONF Larder cannot write to its data directory: no space left on device. Free some, and try again.");

    private final RandomAccessFile file;
    private final RandomAccessFile usedFile;
    private final RandomAccessFile discardedFile;
    private final ByteBuffer[] segments;
    private final MappedByteBuffer used;
    private final MappedByteBuffer discarded;
    private final BitSet sweepable = new BitSet();
    private final long[] taken;
    private final int capacity;
    private int reserved;
    private int next;
    private volatile int usedPages;

    /**
     * Opens or creates the files.
     *
     * @param directory where they are
     * @param bytes how many bytes of pages there may be; existing files that are made for more stay so
     */
    PageFile(Path directory, long bytes) throws IOException {
        usedFile = new RandomAccessFile(directory.resolve("pages.used").toFile(), "rw");
        discardedFile =
                new RandomAccessFile(directory.resolve("pages.discarded").toFile(), "rw");
        long pages = (bytes + SIZE - 1) / SIZE + 1;
        int words = (int) Math.max(Math.toIntExact((pages + 63) / 64), usedFile.length() / 8);
        capacity = words * 64;
        file = new RandomAccessFile(directory.resolve("pages").toFile(), "rw");
        DiskSpace.writeZeros(usedFile, usedFile.length(), words * 8L);
        DiskSpace.writeZeros(discardedFile, discardedFile.length(), words * 8L);
        used = map(usedFile, 0, words * 8L);
        discarded = map(discardedFile, 0, words * 8L);
        segments = new ByteBuffer[(capacity + SEGMENT_PAGES - 1) / SEGMENT_PAGES];
        if (file.length() == 0) {
            DiskSpace.writeZeros(file, 0, SIZE);
        }
        for (int i = 0; i < segments.length; i++) {
            long pagesHere = Math.min(SEGMENT_PAGES, capacity - ((long) i << SEGMENT_SHIFT));
            segments[i] = map(file, (long) i * SEGMENT_PAGES * SIZE, pagesHere * SIZE);
        }
        reserved = Math.max(1, segments[0].getInt(RESERVED_AT));
        taken = new long[words];
        for (int i = 0; i < words; i++) {
            taken[i] = used.getLong(i << 3);
            usedPages += Long.bitCount(taken[i]);
        }
        taken[0] |= 1;
        findSweepable();
    }

    /**
     * Looks whether all files are as long as the pages that were given out need.
     *
     * @param damaged makes the error, of the name of a file and what is wrong with it
     * @throws IOException where one is shorter, or cannot be read
     */
    static void requireLengths(Path directory, Function<String, IOException> damaged) throws IOException {
        Path pages = directory.resolve("pages");
        requireLength(pages, SIZE, damaged);
        long given;
        try (DataInputStream in = new DataInputStream(Files.newInputStream(pages))) {
            in.skipNBytes(RESERVED_AT);
            given = Math.max(1, Integer.reverseBytes(in.readInt()));
        }
        requireLength(pages, given * SIZE, damaged);
        requireLength(directory.resolve("pages.used"), given / Byte.SIZE, damaged);
        requireLength(directory.resolve("pages.discarded"), given / Byte.SIZE, damaged);
    }

    private static void requireLength(Path file, long least, Function<String, IOException> damaged) throws IOException {
        long length = Files.size(file);
        if (length < least) {
            throw damaged.apply(file.getFileName() + " is cut short: it has " + length + " bytes, and " + least
                    + " or more are in use");
        }
    }

    static MappedByteBuffer map(RandomAccessFile file, long from, long length) throws IOException {
        MappedByteBuffer buffer = file.getChannel().map(FileChannel.MapMode.READ_WRITE, from, length);
        buffer.order(ByteOrder.LITTLE_ENDIAN);
        return buffer;
    }

    /** How many pages are in use as of the last committed steps. */
    int usedPages() {
        return usedPages;
    }

    /** How many bytes of the file are in no use as of the last committed steps. */
    synchronized long freeBytes() {
        return Math.max(0, reserved - 1L - usedPages) * SIZE;
    }

    /**
     * Takes a page for a running step; 0 where there is none left.
     *
     * @throws StepRefusedException where the disk has no room for it
     */
    synchronized int take() {
        int words = taken.length;
        int word = next;
        for (int i = 0; i < words; i++, word = word + 1 == words ? 0 : word + 1) {
            if (taken[word] != -1L) {
                int page = (word << 6) + Long.numberOfTrailingZeros(~taken[word]);
                if (page >= reserved) {
                    grow(page);
                }
                taken[word] |= 1L << page;
                next = word;
                return page;
            }
        }
        return 0;
    }

    private void grow(int page) {
        int to = Math.min(capacity, (page / RESERVE_PAGES + 1) * RESERVE_PAGES);
        try {
            DiskSpace.writeZeros(file, (long) reserved * SIZE, (long) to * SIZE);
        } catch (IOException full) {
            to = reached();
            if (to <= page) {
                throw new StepRefusedException(DISK_FULL);
            }
        }
        segments[0].putInt(RESERVED_AT, to);
        reserved = to;
    }

    /** The first page that a reservation which has failed did not write in full: what it did write is of use. */
    private int reached() {
        try {
            return Math.max(reserved, (int) (file.getFilePointer() / SIZE));
        } catch (IOException e) {
            return reserved;
        }
    }

    /** Gives back a page that a running step took and will not use, or that a committed step has freed. */
    synchronized void giveBack(int page) {
        taken[page >>> 6] &= ~(1L << page);
        next = Math.min(next, page >>> 6);
    }

    /** The same for several. */
    void giveBack(PageList several) {
        for (int i = 0; i < several.size(); i++) {
            giveBack(several.get(i));
        }
    }

    /** The same as for one page, for several. */
    void sweepable(PageList roots, boolean is) {
        for (int i = 0; i < roots.size(); i++) {
            sweepable(roots.get(i), is);
        }
    }

    /**
     * Marks a page as in use on disk. Doing it twice is as good as once.
     *
     * @return whether it was not: it counts from {@link #addUsed} on
     */
    boolean commitUsed(int page) {
        synchronized (used) {
            long word = used.getLong(page >>> 6 << 3);
            used.putLong(page >>> 6 << 3, word | 1L << page);
            return (word & 1L << page) == 0;
        }
    }

    /**
     * Marks a page as free on disk. Doing it twice is as good as once. The heap still has it taken.
     *
     * @return whether it was not: it counts until {@link #addUsed}
     */
    boolean commitFree(int page) {
        synchronized (used) {
            long word = used.getLong(page >>> 6 << 3);
            used.putLong(page >>> 6 << 3, word & ~(1L << page));
            return (word & 1L << page) != 0;
        }
    }

    /** So many pages more are in use, or fewer. */
    void addUsed(int more) {
        synchronized (used) {
            usedPages += more;
        }
    }

    /** Whether a page is in use on disk. */
    boolean isUsed(int page) {
        synchronized (used) {
            return (used.getLong(page >>> 6 << 3) & 1L << page) != 0;
        }
    }

    /** Marks the root of a value as discarded, or no longer so: its pages are freed bit by bit. */
    void commitDiscarded(int root, boolean is) {
        synchronized (discarded) {
            long word = discarded.getLong(root >>> 6 << 3);
            discarded.putLong(root >>> 6 << 3, is ? word | 1L << root : word & ~(1L << root));
        }
    }

    /**
     * A root whose discarding is done for good may be swept, or no longer so. Not before: the step that discards it may
     * be put in place once more by the next start, as long as its intent is ready.
     */
    void sweepable(int root, boolean is) {
        synchronized (discarded) {
            sweepable.set(root, is);
        }
    }

    /** The next root from {@code from} on that may be swept, or 0. */
    int nextSweepable(int from) {
        synchronized (discarded) {
            return Math.max(0, sweepable.nextSetBit(from));
        }
    }

    /** How many roots may be swept. */
    int sweepable() {
        synchronized (discarded) {
            return sweepable.cardinality();
        }
    }

    private void findSweepable() {
        synchronized (discarded) {
            sweepable.clear();
            for (int word = 0; word < taken.length; word++) {
                for (long bits = discarded.getLong(word << 3); bits != 0; bits &= bits - 1) {
                    sweepable.set((word << 6) + Long.numberOfTrailingZeros(bits));
                }
            }
        }
    }

    /** Frees all pages, on disk; {@link #forgetTaken} follows once no step runs. */
    void commitClear() {
        synchronized (used) {
            for (int i = 0; i < taken.length; i++) {
                used.putLong(i << 3, 0);
            }
            usedPages = 0;
        }
        synchronized (discarded) {
            for (int i = 0; i < taken.length; i++) {
                discarded.putLong(i << 3, 0);
            }
        }
    }

    /** Takes what is in use on disk for all that is taken: only while no other step runs. */
    synchronized void forgetTaken() {
        for (int i = 0; i < taken.length; i++) {
            taken[i] = used.getLong(i << 3);
        }
        taken[0] |= 1;
        next = 0;
        findSweepable();
    }

    /** Pages that are taken on the heap and not in use on disk, or the reverse: none while no step runs. */
    synchronized int astray() {
        int astray = 0;
        for (int i = 0; i < taken.length; i++) {
            astray += Long.bitCount(taken[i] ^ (used.getLong(i << 3) | (i == 0 ? 1 : 0)));
        }
        return astray;
    }

    /** Copies the first {@code length} bytes of a page. */
    void read(int page, byte[] into, int length) {
        segments[page >>> SEGMENT_SHIFT].get((page & SEGMENT_PAGES - 1) * SIZE, into, 0, length);
    }

    /** Copies bytes of a page. */
    void read(int page, int from, byte[] into, int at, int length) {
        segments[page >>> SEGMENT_SHIFT].get((page & SEGMENT_PAGES - 1) * SIZE + from, into, at, length);
    }

    /** A little-endian integer in a page. */
    int readInt(int page, int at) {
        return segments[page >>> SEGMENT_SHIFT].getInt((page & SEGMENT_PAGES - 1) * SIZE + at);
    }

    /** Writes into a page. */
    void write(int page, int at, byte[] from, int offset, int length) {
        segments[page >>> SEGMENT_SHIFT].put((page & SEGMENT_PAGES - 1) * SIZE + at, from, offset, length);
    }

    /** The version below which all may have been given. */
    long versionCeiling() {
        return segments[0].getLong(CEILING_AT);
    }

    /** Raises the ceiling before a version above it is given. */
    void versionCeiling(long ceiling) {
        segments[0].putLong(CEILING_AT, ceiling);
    }

    /** How many pages the disk has room for already. */
    synchronized int reserved() {
        return reserved;
    }

    /** How many pages there may be. */
    int capacity() {
        return capacity;
    }

    @Override
    public void close() throws IOException {
        file.close();
        usedFile.close();
        discardedFile.close();
    }
}
