package io.larder.engine.chronicle;

import java.util.Arrays;

/** Some pages' numbers. */
final class PageList {

    private int[] pages = new int[8];
    private int size;

    void add(int page) {
        if (size == pages.length) {
            pages = Arrays.copyOf(pages, size * 2);
        }
        pages[size++] = page;
    }

    int get(int i) {
        return pages[i];
    }

    int size() {
        return size;
    }

    boolean has(int page) {
        for (int i = 0; i < size; i++) {
            if (pages[i] == page) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        if (pages.length > 1024) {
            pages = new int[8];
        }
        size = 0;
    }

    /** Has the batch mark each. */
    void mark(Batch batch, byte as) {
        for (int i = 0; i < size; i++) {
            batch.page(as, pages[i]);
        }
    }

    /** Gives each back. */
    void giveBack(PageFile file) {
        for (int i = 0; i < size; i++) {
            file.giveBack(pages[i]);
        }
    }
}
