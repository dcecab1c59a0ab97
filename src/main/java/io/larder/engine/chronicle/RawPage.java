package io.larder.engine.chronicle;

/** A copy of a stored page with what a step has changed of it. */
final class RawPage {

    final byte[] data = new byte[PageFile.SIZE];
    private int from = PageFile.SIZE;
    private int to;

    /** Takes a page's content, unchanged. */
    void load(PageFile pages, int page) {
        pages.read(page, data, PageFile.SIZE);
        from = PageFile.SIZE;
        to = 0;
    }

    /** Writes bytes. */
    void write(int at, byte[] bytes, int offset, int length) {
        System.arraycopy(bytes, offset, data, at, length);
        from = Math.min(from, at);
        to = Math.max(to, at + length);
    }

    /** Where the change begins. */
    int from() {
        return from;
    }

    /** Where the change ends. */
    int to() {
        return to;
    }

    /** The little-endian number at a place. */
    int readInt(int at) {
        return data[at] & 0xff | (data[at + 1] & 0xff) << 8 | (data[at + 2] & 0xff) << 16 | (data[at + 3] & 0xff) << 24;
    }
}
