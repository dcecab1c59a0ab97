package io.larder.engine.chronicle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a step has changed of which page: a small map from page to a {@link Leaf} or {@link RawPage}, in order of
 * coming.
 */
final class StagedPages {

    private int[] slots = new int[32];
    private Object[] values = new Object[16];
    private int[] pages = new int[16];
    private int size;

    /** What is staged of a page, or null. */
    @Nullable
    Object get(int page) {
        if (size == 0) {
            return null;
        }
        int slot = slot(page);
        return slots[slot] == 0 ? null : values[slots[slot] - 1];
    }

    void put(int page, @Nullable Object value) {
        int slot = slot(page);
        if (slots[slot] != 0) {
            values[slots[slot] - 1] = value;
            return;
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
            pages = Arrays.copyOf(pages, size * 2);
            slots = new int[size * 4];
            for (int i = 0; i < size; i++) {
                slots[slot(pages[i])] = i + 1;
            }
            slot = slot(page);
        }
        values[size] = value;
        pages[size] = page;
        slots[slot] = ++size;
    }

    private int slot(int page) {
        int slot = page * 0x9e3779b9 >>> 7 & slots.length - 1;
        while (slots[slot] != 0 && pages[slots[slot] - 1] != page) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    int size() {
        return size;
    }

    @Nullable
    Object value(int i) {
        return values[i];
    }

    int page(int i) {
        return pages[i];
    }

    void clear() {
        if (size == 0) {
            return;
        }
        if (size > 1024) {
            slots = new int[32];
            values = new Object[16];
            pages = new int[16];
        } else {
            Arrays.fill(slots, 0);
            Arrays.fill(values, 0, size, null);
        }
        size = 0;
    }
}
