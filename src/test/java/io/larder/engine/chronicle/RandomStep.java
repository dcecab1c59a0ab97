package io.larder.engine.chronicle;

import static io.larder.engine.chronicle.Steps.key;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.larder.keyspace.Blob;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Changes to a few keys that follow from a seed and from what is there: the same on an engine and on its twin. */
final class RandomStep {

    static final int KEYS = 7;

    /** Sizes about every limit: inside an entry, a page, several, and what is freed bit by bit. */
    private static final int[] LENGTHS = {0, 9, 60, 1000, 1017, 1995, 2005, 5000, 40_000, 70_000, 300_000};

    private RandomStep() {}

    static byte[] name(int number) {
        return key("key" + number);
    }

    /** Applies {@code count} changes. */
    static void apply(Keyspace keyspace, long seed, int count) {
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            change(keyspace, random);
        }
    }

    private static void change(Keyspace keyspace, Random random) {
        byte[] key = name(random.nextInt(KEYS));
        byte[] other = name(random.nextInt(KEYS));
        Entry entry = there(keyspace, key);
        switch (random.nextInt(14)) {
            case 0 -> keyspace.create(key, Kind.STRING).blob().set(bytes(random));
            case 1, 2 -> {
                boolean text = entry != null && entry.kind() == Kind.STRING;
                Blob blob = (text ? entry : keyspace.create(key, Kind.STRING)).blob();
                int gap = random.nextInt(4) == 0 ? random.nextInt(5000) : 0;
                long at = random.nextBoolean() ? blob.length() + gap : random.nextInt((int) blob.length() + 1);
                byte[] value = bytes(random);
                if (value.length > 0) {
                    blob.write(at, value);
                }
            }
            case 3 -> keyspace.remove(key);
            case 4 -> {
                if (entry != null && !Arrays.equals(key, other)) {
                    keyspace.rename(key, other);
                }
            }
            case 5 -> {
                if (entry != null && !Arrays.equals(key, other)) {
                    keyspace.copy(key, other);
                }
            }
            case 6 -> {
                if (entry != null) {
                    entry.expireAt(keyspace.now() + new long[] {-1, 0, 1, 500, 1L << 40}[random.nextInt(5)]);
                }
            }
            case 7 -> {
                if (entry != null && entry.kind() != Kind.STRING) {
                    cut(entry, random);
                }
            }
            case 8 -> {
                if (random.nextInt(12) == 0) {
                    keyspace.clear();
                }
            }
            default -> grow(keyspace, key, entry, random);
        }
    }

    /** What was emptied within a step is there or not, as the keyspace likes: here it is not. */
    private static @Nullable Entry there(Keyspace keyspace, byte[] key) {
        Entry entry = keyspace.find(key);
        return entry == null || empty(entry) ? null : entry;
    }

    private static void grow(Keyspace keyspace, byte[] key, @Nullable Entry entry, Random random) {
        Kind[] kinds = {Kind.LIST, Kind.SET, Kind.SORTED_SET, Kind.HASH};
        Kind kind = kinds[random.nextInt(kinds.length)];
        boolean keep = entry != null && entry.kind() != Kind.STRING && random.nextInt(10) > 0;
        Entry into = keep ? entry : keyspace.create(key, kind);
        int count = random.nextInt(new int[] {3, 30, 300, 1500}[random.nextInt(4)]);
        for (int i = 0; i <= count; i++) {
            add(into, random, count);
        }
    }

    private static void add(Entry into, Random random, int count) {
        Tree tree = into.tree(0);
        byte[] member = key((random.nextInt(30) == 0 ? "m".repeat(random.nextInt(700)) : "m") + random.nextInt(3000));
        byte[] value = count < 30 && random.nextInt(20) == 0 ? bytes(random) : new byte[random.nextInt(40)];
        switch (into.kind()) {
            case LIST -> {
                if (tree.size() > 0 && random.nextInt(4) == 0) {
                    tree.set(random.nextInt((int) tree.size()), value);
                } else {
                    tree.insert(
                            new long[] {0, tree.size(), random.nextInt((int) tree.size() + 1)}[random.nextInt(3)],
                            value);
                }
            }
            case SET -> tree.put(member, Tree.NOTHING);
            case HASH -> tree.put(member, value);
            default -> {
                byte[] score = {(byte) random.nextInt(256), 1, 1, 1, 1, 1, 1, 1};
                byte[] old = tree.get(member);
                if (old != null) {
                    into.tree(1).remove(concat(old, member));
                }
                tree.put(member, score);
                into.tree(1).put(concat(score, member), Tree.NOTHING);
            }
        }
    }

    /** Takes out some, nearly all, or all. */
    private static void cut(Entry entry, Random random) {
        Tree tree = entry.tree(0);
        int size = (int) tree.size();
        int keep = new int[] {0, 1, size / 2, size - 1}[random.nextInt(4)];
        if (size == 0) {
            return;
        }
        int from = random.nextInt(keep + 1);
        int to = Math.min(size, from + size - keep);
        if (entry.kind() == Kind.SORTED_SET) {
            List<byte[]> gone = new ArrayList<>();
            tree.each(from, (k, v) -> {
                gone.add(concat(v, k));
                return gone.size() < to - from;
            });
            gone.subList(0, to - from).forEach(entry.tree(1)::remove);
        }
        tree.removeRange(from, to);
    }

    private static byte[] concat(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[LENGTHS[random.nextInt(LENGTHS.length)] + random.nextInt(5)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Holds all of one against the other. */
    static void same(Keyspace expected, Keyspace found, String when) {
        for (int i = 0; i < KEYS; i++) {
            Entry wanted = there(expected, name(i));
            Entry entry = there(found, name(i));
            String where = when + ", key " + i;
            assertEquals(wanted == null, entry == null, where);
            if (wanted != null && entry != null) {
                same(wanted, entry, where);
            }
        }
    }

    private static boolean empty(Entry entry) {
        return entry.kind() != Kind.STRING && entry.tree(0).size() == 0;
    }

    private static void same(Entry wanted, Entry entry, String where) {
        assertEquals(wanted.kind(), entry.kind(), where);
        assertEquals(wanted.expireAt(), entry.expireAt(), where);
        if (wanted.kind() == Kind.STRING) {
            assertArrayEquals(wanted.blob().all(), entry.blob().all(), where);
            return;
        }
        for (int i = 0; i < wanted.kind().trees().size(); i++) {
            List<byte[]> all = elements(wanted.tree(i));
            List<byte[]> there = elements(entry.tree(i));
            assertEquals(all.size(), there.size(), where);
            for (int n = 0; n < all.size(); n++) {
                assertArrayEquals(all.get(n), there.get(n), where);
            }
        }
    }

    private static List<byte[]> elements(Tree tree) {
        List<byte[]> all = new ArrayList<>();
        tree.each(0, (k, v) -> all.add(k) & all.add(v));
        return all;
    }
}
