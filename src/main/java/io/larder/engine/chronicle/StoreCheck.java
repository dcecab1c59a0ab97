package io.larder.engine.chronicle;

import io.larder.command.Effort;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Walks every structure of a store: leaves are in order and chained, sizes are right, both trees of a sorted set have
 * the same members, and each page belongs to exactly one value.
 */
final class StoreCheck {

    private final Store store;
    private int expiring;
    private final List<String> faults = new ArrayList<>();
    private final BitSet reached = new BitSet();

    StoreCheck(Store store) {
        this.store = store;
    }

    /** What is wrong, each in a sentence; nothing when all is well. */
    List<String> run() {
        List<byte[]> keys = new ArrayList<>();
        List<Integer> roots = new ArrayList<>();
        for (int segment = 0; segment < store.entries().segments(); segment++) {
            store.entries().forEach(segment, (key, image) -> {
                keys.add(key);
                if (Item.expiryOf(image) != Item.NEVER) {
                    expiring++;
                }
                if (Item.rootOf(image) != 0) {
                    roots.add(Item.rootOf(image));
                }
            });
        }
        Transaction step = new Transaction(store).begin(false, Effort.FULL);
        for (byte[] key : keys) {
            checkKey(step, key);
        }
        step.abort();
        for (int root = store.pages().nextSweepable(0);
                root != 0;
                root = store.pages().nextSweepable(root + 1)) {
            roots.add(root);
        }
        for (int root : roots) {
            walk(root);
        }
        for (int page = 1; page < store.pages().capacity(); page++) {
            if (store.pages().isUsed(page) != reached.get(page)) {
                faults.add("page " + page + (reached.get(page) ? " is in use and marked free" : " is lost"));
            }
        }
        if (store.pages().astray() > 0) {
            faults.add(store.pages().astray() + " pages are taken and not in use");
        }
        Expiries expiries = store.entries().expiries();
        if (expiries.complete() && expiries.expiring() != expiring) {
            faults.add(expiring + " keys have an expiry, and " + expiries.expiring() + " are counted");
        }
        return faults;
    }

    private void checkKey(Transaction step, byte[] key) {
        Item item = new Item(step, key);
        item.load(store.entries().get(key));
        try {
            if (item.kind() == Kind.STRING) {
                item.blob().all();
                return;
            }
            for (int i = 0; i < item.kind().trees().size(); i++) {
                checkTree(item.tree(i), item.kind().trees().get(i), name(key) + " tree " + i);
            }
            if (item.tree(0).size() == 0) {
                faults.add(name(key) + " is empty");
            }
            if (item.kind() == Kind.SORTED_SET
                    && item.tree(0).size() != item.tree(1).size()) {
                faults.add(name(key) + " has trees of different sizes");
            }
        } catch (RuntimeException e) {
            faults.add(name(key) + " cannot be read: " + e);
        }
    }

    private static String name(byte[] key) {
        return new String(key, java.nio.charset.StandardCharsets.UTF_8);
    }

    private void checkTree(Tree tree, Tree.Shape shape, String name) {
        long[] seen = {0};
        byte[][] last = {null};
        tree.each(0, (key, value) -> {
            seen[0]++;
            if (shape != Tree.Shape.VALUES && last[0] != null && Arrays.compareUnsigned(last[0], key) >= 0) {
                faults.add(name + " is out of order");
                return false;
            }
            last[0] = key;
            return true;
        });
        if (seen[0] != tree.size()) {
            faults.add(name + " says " + tree.size() + " elements and has " + seen[0]);
        }
    }

    private void walk(int root) {
        reach(root);
        Kind kind = Kind.of(store.pages().readInt(root, 0) & 0xff);
        if (kind == Kind.STRING) {
            walkBytes(root);
            return;
        }
        for (int i = 0; i < kind.trees().size(); i++) {
            int page = store.pages().readInt(root, Item.TREES_AT + i * Item.TREE_SIZE + 8);
            while (page != 0 && reach(page)) {
                if ((store.pages().readInt(page, 4) >>> 16 & 0xff) == Leaf.SPILLED) {
                    int spill = store.pages().readInt(page, Leaf.HEADER);
                    reach(spill);
                    walkBytes(spill);
                }
                page = store.pages().readInt(page, 0);
            }
        }
    }

    private void walkBytes(int root) {
        PagedBytes.eachPage(store.pages(), root, this::reach);
    }

    private boolean reach(int page) {
        if (reached.get(page)) {
            faults.add("page " + page + " belongs to two values");
            return false;
        }
        reached.set(page);
        return true;
    }
}
