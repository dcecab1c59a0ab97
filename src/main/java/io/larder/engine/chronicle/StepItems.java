package io.larder.engine.chronicle;

import io.larder.command.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that a step has looked at: a few are searched through, with more they are found by hash. */
final class StepItems {

    private static final int LINEAR = 8;
    private static final int MANY = 1024;

    private final List<Item> items = new ArrayList<>();
    private Map<Key, Item> byKey = new HashMap<>();

    /** In the order in which they were added. */
    List<Item> all() {
        return items;
    }

    /** The item of a key, or null. */
    @Nullable
    Item find(byte[] key) {
        if (items.size() > LINEAR) {
            return byKey.get(new Key(key));
        }
        for (int i = 0; i < items.size(); i++) {
            if (Arrays.equals(items.get(i).key(), key)) {
                return items.get(i);
            }
        }
        return null;
    }

    void add(Item item) {
        items.add(item);
        if (items.size() == LINEAR + 1) {
            for (Item each : items) {
                byKey.put(new Key(each.key()), each);
            }
        } else if (items.size() > LINEAR) {
            byKey.put(new Key(item.key()), item);
        }
    }

    /** How many keys more there are by them, where all that was stored is gone, if so. */
    int more(boolean cleared) {
        int more = 0;
        for (Item item : items) {
            if (item.changed()) {
                more += (item.visible() ? 1 : 0) - (item.stored() && !cleared ? 1 : 0);
            }
        }
        return more;
    }

    /** Puts into the batch what has become of them. */
    void save(Batch batch, long version) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).changed()) {
                items.get(i).save(batch, version);
            }
        }
    }

    void clear() {
        items.clear();
        if (byKey.size() > MANY) {
            byKey = new HashMap<>();
        } else {
            byKey.clear();
        }
    }
}
