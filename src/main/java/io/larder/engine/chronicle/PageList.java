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

    /** Puts the same change of each into a batch. */
    void save(byte change, Batch batch) {
        for (int i = 0; i < size; i++) {
            batch.page(change, pages[i]);
        }
    }

    void clear() {
        if (pages.length > 1024) {
            pages = new int[8];
        }
        size = 0;
    }
}
