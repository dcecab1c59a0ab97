package io.larder.engine.chronicle;

import java.util.function.IntConsumer;

/**
 * A string of bytes over pages: a root page, then as many levels of index pages as its length needs, then the bytes.
 * Reading and writing a part touches the pages of that part and the way to them.
 *
 * <p>The root is {@code [kind:1][0:7][version:8][length:8][child:4]*250}. Up to 250 pages the children are the bytes
 * themselves; up to 64,000 pages they are index pages of 256 children; beyond that, two levels of such. A child of 0 is
 * a hole, which reads as zeros and takes no room.
 */
final class PagedBytes {

    private static final int LENGTH_AT = 16;
    private static final int CHILDREN_AT = 24;
    private static final int ROOT_FAN = (PageFile.SIZE - CHILDREN_AT) / 4;
    private static final int FAN_SHIFT = 8;
    private static final int FAN = 1 << FAN_SHIFT;

    /** Bytes that are made room for without asking whether there are so many: it takes less than that. */
    private static final int UNASKED = 64 << 10;

    private final StepPages step;
    private final int root;

    PagedBytes(StepPages step, int root) {
        this.step = step;
        this.root = root;
    }

    /** A new one of no bytes. */
    static PagedBytes create(StepPages step, int kind) {
        int page = step.take();
        step.writeRaw(page, 0, new byte[PageFile.SIZE], 0, PageFile.SIZE);
        step.writeRaw(page, 0, new byte[] {(byte) kind}, 0, 1);
        return new PagedBytes(step, page);
    }

    int root() {
        return root;
    }

    long length() {
        return step.readLong(root, LENGTH_AT);
    }

    /** How many pages lead to its bytes, at most. */
    int indexPages() {
        return (int) (pagesOf(length()) >> FAN_SHIFT);
    }

    /** How many pages it takes, its root and the way to the bytes included. */
    long count() {
        long pages = pagesOf(length());
        int levels = levels(pages);
        long under = 1L << FAN_SHIFT * levels;
        long count = 1;
        for (int i = 0; i * under < pages; i++) {
            count += count(step.readInt(root, CHILDREN_AT + 4 * i), levels, pages - i * under);
        }
        return count;
    }

    private long count(int page, int levels, long pages) {
        if (page == 0 || levels == 0) {
            return page == 0 ? 0 : 1;
        }
        long under = 1L << FAN_SHIFT * (levels - 1);
        long count = 1;
        for (int i = 0; i < FAN && i * under < pages; i++) {
            count += count(step.readInt(page, 4 * i), levels - 1, pages - i * under);
        }
        return count;
    }

    private static long pagesOf(long length) {
        return (length + PageFile.SIZE - 1) / PageFile.SIZE;
    }

    /** How many levels of index pages lie between the root and the bytes. */
    private static int levels(long pages) {
        return pages <= ROOT_FAN ? 0 : pages <= (long) ROOT_FAN * FAN ? 1 : 2;
    }

    byte[] read(long from, int length) {
        step.afford((int) pagesOf(length));
        if (length < 0 || length > UNASKED) {
            // It may be no length at all, read from a file that has failed.
            PendingFault.raise();
        }
        byte[] bytes = new byte[length];
        int levels = levels(pagesOf(length()));
        long at = from;
        int done = 0;
        while (done < length) {
            int inPage = (int) (at % PageFile.SIZE);
            int some = Math.min(PageFile.SIZE - inPage, length - done);
            int page = child(at / PageFile.SIZE, levels);
            if (page != 0) {
                step.readRaw(page, inPage, bytes, done, some);
            }
            done += some;
            at += some;
        }
        return bytes;
    }

    private int child(long number, int levels) {
        int page = step.readInt(root, CHILDREN_AT + 4 * (int) (number >> FAN_SHIFT * levels));
        for (int level = levels - 1; level >= 0 && page != 0; level--) {
            page = step.readInt(page, 4 * (int) (number >> FAN_SHIFT * level & FAN - 1));
        }
        return page;
    }

    /** Writes over what is there, and beyond; what lies between the old end and {@code at} becomes zeros. */
    void write(long at, byte[] bytes) {
        long old = length();
        long length = Math.max(old, at + bytes.length);
        if (at > old) {
            zeroTail(old);
        }
        if (length > old) {
            deepen(levels(pagesOf(old)), levels(pagesOf(length)));
            step.writeLong(root, LENGTH_AT, length);
        }
        int levels = levels(pagesOf(length));
        int done = 0;
        while (done < bytes.length) {
            long place = at + done;
            int inPage = (int) (place % PageFile.SIZE);
            int some = Math.min(PageFile.SIZE - inPage, bytes.length - done);
            int page = makeChild(place / PageFile.SIZE, levels, some < PageFile.SIZE);
            step.writeRaw(page, inPage, bytes, done, some);
            done += some;
        }
    }

    /** The last page may have anything behind the end. */
    private void zeroTail(long end) {
        int inPage = (int) (end % PageFile.SIZE);
        int page = inPage == 0 ? 0 : child(end / PageFile.SIZE, levels(pagesOf(end)));
        if (page != 0) {
            step.writeRaw(page, inPage, new byte[PageFile.SIZE - inPage], 0, PageFile.SIZE - inPage);
        }
    }

    private void deepen(int from, int to) {
        for (int level = from; level < to; level++) {
            byte[] children = new byte[ROOT_FAN * 4];
            step.readRaw(root, CHILDREN_AT, children, 0, children.length);
            int page = zeroPage();
            step.writeRaw(page, 0, children, 0, children.length);
            byte[] fresh = new byte[ROOT_FAN * 4];
            putInt(fresh, page);
            step.writeRaw(root, CHILDREN_AT, fresh, 0, fresh.length);
        }
    }

    private int zeroPage() {
        int page = step.take();
        step.writeRaw(page, 0, new byte[PageFile.SIZE], 0, PageFile.SIZE);
        return page;
    }

    private int makeChild(long number, int levels, boolean zeroed) {
        int parent = root;
        int place = CHILDREN_AT + 4 * (int) (number >> FAN_SHIFT * levels);
        for (int level = levels - 1; ; level--) {
            int page = step.readInt(parent, place);
            if (page == 0) {
                page = zeroed || level >= 0 ? zeroPage() : step.take();
                byte[] number4 = new byte[4];
                putInt(number4, page);
                step.writeRaw(parent, place, number4, 0, 4);
            }
            if (level < 0) {
                return page;
            }
            parent = page;
            place = 4 * (int) (number >> FAN_SHIFT * level & FAN - 1);
        }
    }

    private static void putInt(byte[] bytes, int value) {
        bytes[0] = (byte) value;
        bytes[1] = (byte) (value >>> 8);
        bytes[2] = (byte) (value >>> 16);
        bytes[3] = (byte) (value >>> 24);
    }

    /**
     * Frees its last pages, so that it is shorter; all of it and its root when no more remain.
     *
     * @param most how many pages of bytes to free
     * @return whether all of it is freed
     */
    boolean free(int most) {
        long length = length();
        long pages = pagesOf(length);
        int levels = levels(pages);
        long keep = Math.max(0, pages - most);
        for (long number = pages - 1; number >= keep; number--) {
            int page = child(number, levels);
            if (page != 0) {
                step.free(page);
            }
            for (int level = 1; level <= levels && (number & (1L << FAN_SHIFT * level) - 1) == 0; level++) {
                int index = indexPage(number, levels, level);
                if (index != 0) {
                    step.free(index);
                }
            }
        }
        if (keep == 0) {
            step.free(root);
            return true;
        }
        // The levels are those of the length, so it may not shrink past a level while index pages remain.
        flatten(keep, levels);
        step.writeLong(root, LENGTH_AT, keep * PageFile.SIZE);
        return false;
    }

    /** The index page so many levels above the bytes, on the way to a page of bytes. */
    private int indexPage(long number, int levels, int above) {
        int page = step.readInt(root, CHILDREN_AT + 4 * (int) (number >> FAN_SHIFT * levels));
        for (int level = levels - 1; level >= above && page != 0; level--) {
            page = step.readInt(page, 4 * (int) (number >> FAN_SHIFT * level & FAN - 1));
        }
        return page;
    }

    private void flatten(long pages, int from) {
        for (int level = from; level > levels(pages); level--) {
            int only = step.readInt(root, CHILDREN_AT);
            byte[] children = new byte[ROOT_FAN * 4];
            if (only != 0) {
                step.readRaw(only, 0, children, 0, children.length);
                step.free(only);
            }
            step.writeRaw(root, CHILDREN_AT, children, 0, children.length);
        }
    }

    /** Tells every page but the root. */
    static void eachPage(PageFile pages, int root, IntConsumer visitor) {
        long length = pages.readInt(root, LENGTH_AT) & 0xffff_ffffL | (long) pages.readInt(root, LENGTH_AT + 4) << 32;
        long count = pagesOf(length);
        int levels = levels(count);
        long under = 1L << FAN_SHIFT * levels;
        for (int i = 0; i * under < count; i++) {
            each(pages, pages.readInt(root, CHILDREN_AT + 4 * i), levels, count - i * under, visitor);
        }
    }

    private static void each(PageFile pages, int page, int levels, long count, IntConsumer visitor) {
        if (page == 0) {
            return;
        }
        visitor.accept(page);
        if (levels == 0) {
            return;
        }
        long under = 1L << FAN_SHIFT * (levels - 1);
        for (int i = 0; i < FAN && i * under < count; i++) {
            each(pages, pages.readInt(page, 4 * i), levels - 1, count - i * under, visitor);
        }
    }
}
