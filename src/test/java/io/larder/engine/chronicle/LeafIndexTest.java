package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The index against a sorted map of leaves, which change at random. */
class LeafIndexTest {

    /** A leaf as the map has it, by the least key that it would have. */
    private record Leaf(int page, long count) {}

    private final TreeMap<String, Leaf> leaves = new TreeMap<>();
    private final Map<Integer, String> firstKeys = new HashMap<>();
    private final LeafIndex index = new LeafIndex();
    private final LeafIndex.Path path = new LeafIndex.Path();
    private Random random = new Random(1);
    private int pages;

    @Property(tries = 30)
    void findsWhatAMapFinds(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int longest) {
        leaves.clear();
        firstKeys.clear();
        pages = 0;
        random = new Random(seed);
        add("");
        for (int step = 0; step < 3_000; step++) {
            // It grows at first and shrinks in the end, so that it has several levels in between.
            if (leaves.size() < 2 || random.nextInt(3_000) > step) {
                add(key(longest));
            } else {
                remove();
            }
            if (step % 7 == 0) {
                change();
            }
            look(key(longest));
        }
        walk();
    }

    @Test
    void aKeyThatIsCutIsLookedUpInItsLeaf() {
        String common = "x".repeat(LeafIndex.LONGEST);
        add("");
        add(common + "b");
        add(common + "d");
        for (String key : new String[] {common, common + "a", common + "b", common + "c", common + "d", common + "e"}) {
            look(key);
        }
    }

    private String key(int longest) {
        StringBuilder key = new StringBuilder("k");
        for (int i = random.nextInt(longest); i > 0; i--) {
            key.append((char) ('a' + random.nextInt(2)));
        }
        return key.append(random.nextInt(1000)).toString();
    }

    /** Puts a leaf in behind the one in which its first key would be. */
    private void add(String first) {
        if (leaves.isEmpty()) {
            firstKeys.put(++pages, first);
            leaves.put(first, new Leaf(pages, 1));
            index.first(pages, 1);
            return;
        }
        String before = floor(first);
        if (before.compareTo(first) >= 0) {
            return;
        }
        int page = ++pages;
        long count = 1 + random.nextInt(100);
        firstKeys.put(page, first);
        index.seek(bytes(first), path, this::firstKey);
        assertEquals(leaves.get(before).page, path.page());
        byte[] separator = LeafIndex.separator(bytes(before), bytes(first));
        index.insertAfter(path, page, count, separator);
        // Where the separator was cut, the leaf itself is asked.
        String from = separator.length < LeafIndex.LONGEST ? new String(separator, StandardCharsets.US_ASCII) : first;
        leaves.put(from, new Leaf(page, count));
    }

    /** Takes out a leaf: what it would have goes to the one before it, or that after it where there is none. */
    private void remove() {
        String from = floor(key(5));
        index.seek(bytes(from), path, this::firstKey);
        assertEquals(leaves.get(from).page, path.page());
        index.remove(path);
        leaves.remove(from);
    }

    private void change() {
        String from = floor(key(5));
        index.seek(bytes(from), path, this::firstKey);
        Leaf leaf = leaves.get(from);
        long delta = random.nextInt(5) - Math.min(2, leaf.count - 1);
        index.add(path, delta);
        leaves.put(from, new Leaf(leaf.page, leaf.count + delta));
        assertEquals(leaf.count + delta, path.count());
    }

    private void look(String key) {
        index.seek(bytes(key), path, this::firstKey);
        Leaf leaf = leaves.get(floor(key));
        assertEquals(leaf.page, path.page());
        assertEquals(leaf.count, path.count());
        assertEquals(leaves.size(), index.leaves());
    }

    /** From where on the leaf has keys that would have this one. */
    private String floor(String key) {
        String floor = leaves.floorKey(key);
        return floor == null ? leaves.firstKey() : floor;
    }

    /** Forwards and backwards, and to each leaf by the position of its elements. */
    private void walk() {
        index.seek(0, path);
        long before = 0;
        int left = leaves.size();
        for (Leaf leaf : leaves.values()) {
            assertEquals(leaf.page, path.page());
            assertEquals(before, path.before());
            LeafIndex.Path direct = new LeafIndex.Path();
            index.seek(before + random.nextInt((int) leaf.count), direct);
            assertEquals(leaf.page, direct.page());
            assertEquals(before, direct.before());
            before += leaf.count;
            assertEquals(--left > 0, index.next(path));
        }
        for (Leaf leaf : leaves.descendingMap().values()) {
            before -= leaf.count;
            assertEquals(leaf.page, path.page());
            assertEquals(before, path.before());
            assertEquals(before > 0, index.previous(path));
        }
        assertFalse(index.previous(path));
        assertTrue(index.leaves() > 0);
    }

    private byte[] firstKey(int page) {
        return bytes(firstKeys.get(page));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void separatorsAreShort() {
        assertArrayEquals(bytes("b"), LeafIndex.separator(bytes("alpha"), bytes("beta")));
        assertArrayEquals(bytes("ab"), LeafIndex.separator(bytes("a"), bytes("ab")));
    }
}
