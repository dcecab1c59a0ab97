package io.larder.engine.chronicle;

import io.larder.keyspace.Kind;
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

    /**
     * Puts into the batch what pages become. Leaves come first: spilling one takes pages, which are staged behind it.
     */
    void save(StepPages step, PageFile file, Batch batch) {
        for (int i = 0; i < size; i++) {
            if (values[i] instanceof Leaf leaf) {
                save(leaf, step, file, batch);
            }
        }
        for (int i = 0; i < size; i++) {
            if (values[i] instanceof RawPage raw) {
                batch.write(pages[i], raw.from(), raw.data, raw.from(), raw.to() - raw.from());
            }
        }
    }

    /** Says in the batch that pages are in use which a step has taken and not freed again; how many there are. */
    int saveUsed(PageList taken, Batch batch) {
        int used = 0;
        for (int i = 0; i < taken.size(); i++) {
            if (get(taken.get(i)) != null) {
                batch.page(Batch.USED, taken.get(i));
                used++;
            }
        }
        return used;
    }

    private static void save(Leaf leaf, StepPages step, PageFile file, Batch batch) {
        if (leaf.spill != 0) {
            step.disposal().freeBytes(leaf.spill);
            leaf.spill = 0;
        }
        byte[] content = leaf.data();
        int length = leaf.end();
        if (!leaf.fits()) {
            PagedBytes bytes = PagedBytes.create(step, Kind.STRING.code());
            bytes.write(0, Arrays.copyOfRange(content, Leaf.HEADER, leaf.end()));
            content = leaf.spilled(bytes.root());
            length = content.length;
        }
        if (leaf.fresh) {
            file.write(leaf.page, 0, content, 0, length);
        } else {
            batch.write(leaf.page, 0, content, 0, length);
        }
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
