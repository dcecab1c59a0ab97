package io.larder.engine.chronicle;

import io.larder.keyspace.Tree;
import io.larder.keyspace.Tree.Shape;
import java.util.Arrays;

/**
 * A run of a tree's elements as bytes: a page's content, or the whole tree where that is small.
 *
 * <p>{@code [next page:4][used:2][flags:1][0:1]} and then the image: {@code [count:2][prefix length][prefix]} and the
 * elements. An element is {@code [length][key without the prefix]} where the shape has keys, then
 * {@code [length][value]} where it has values; lengths are LEB128. The prefix is common to all keys of the leaf: sorted
 * neighbours share most of their first bytes.
 *
 * <p>Elements are found by walking: a leaf has some dozens, and their first bytes tell most of them apart.
 */
final class Leaf {

    /** Bytes before the image. */
    static final int HEADER = 8;

    /** The most bytes of an image that fit into a page. */
    static final int CAPACITY = PageFile.SIZE - HEADER;

    /** The flag of a page that holds the root of a {@link PagedBytes} instead of an image. */
    static final int SPILLED = 1;

    private static final int USED_AT = 4;
    private static final int FLAGS_AT = 6;
    private static final int COUNT_AT = HEADER;

    private Shape shape;
    private byte[] data;
    private int end;
    private int count;
    private int prefix;
    private int prefixAt;
    private int body;
    private int at;
    private int index;

    /** The page that it is the content of, or 0. */
    int page;

    /** The page's root of bytes that did not fit, or 0. */
    int spill;

    /** Whether a step has changed it. */
    boolean staged;

    /** Whether its page was taken by the step itself. */
    boolean fresh;

    Leaf(Shape shape) {
        this.shape = shape;
        this.data = new byte[PageFile.SIZE];
        clear(shape);
    }

    /** Makes it empty. */
    void clear(Shape as) {
        shape = as;
        page = 0;
        spill = 0;
        staged = false;
        fresh = false;
        Arrays.fill(data, 0, HEADER + 3, (byte) 0);
        end = HEADER + 3;
        parse();
    }

    /** Takes the content of a page; a spilled one's image is to be given by {@link #image}. */
    boolean load(PageFile pages, int from, Shape as) {
        shape = as;
        page = from;
        spill = 0;
        staged = false;
        fresh = false;
        if (data.length < PageFile.SIZE) {
            data = new byte[PageFile.SIZE];
        }
        pages.read(from, data, PageFile.SIZE);
        end = HEADER + (data[USED_AT] & 0xff | (data[USED_AT + 1] & 0xff) << 8);
        if (data[FLAGS_AT] == SPILLED) {
            spill = getInt(HEADER);
            return false;
        }
        parse();
        return true;
    }

    /** Takes an image. */
    void image(byte[] bytes, int from, int length) {
        if (data.length < HEADER + length) {
            data = Arrays.copyOf(data, HEADER + length);
        }
        System.arraycopy(bytes, from, data, HEADER, length);
        end = HEADER + length;
        parse();
    }

    private void parse() {
        count = data[COUNT_AT] & 0xff | (data[COUNT_AT + 1] & 0xff) << 8;
        at = COUNT_AT + 2;
        prefix = length();
        prefixAt = at;
        body = at + prefix;
        at = body;
        index = 0;
    }

    /** Its content with the page header ready to be stored; {@link #end} bytes of it count. */
    byte[] data() {
        data[USED_AT] = (byte) (end - HEADER);
        data[USED_AT + 1] = (byte) (end - HEADER >>> 8);
        data[FLAGS_AT] = 0;
        return data;
    }

    /** The content of its page when its image lies elsewhere. */
    byte[] spilled(int root) {
        byte[] content = new byte[HEADER + 4];
        System.arraycopy(data, 0, content, 0, 4);
        content[USED_AT] = 4;
        content[FLAGS_AT] = SPILLED;
        content[HEADER] = (byte) root;
        content[HEADER + 1] = (byte) (root >>> 8);
        content[HEADER + 2] = (byte) (root >>> 16);
        content[HEADER + 3] = (byte) (root >>> 24);
        return content;
    }

    /** Where {@link #data} ends. */
    int end() {
        return end;
    }

    /** How many bytes its image has. */
    int used() {
        return end - HEADER;
    }

    /** Whether it is worth being used again: neither an element longer than a page nor what is left of one. */
    boolean isSmall() {
        return data.length <= 2 * PageFile.SIZE;
    }

    /** Whether it fits into a page. */
    boolean fits() {
        return end <= PageFile.SIZE;
    }

    int count() {
        return count;
    }

    int next() {
        return getInt(0);
    }

    void next(int value) {
        data[0] = (byte) value;
        data[1] = (byte) (value >>> 8);
        data[2] = (byte) (value >>> 16);
        data[3] = (byte) (value >>> 24);
    }

    private int getInt(int from) {
        return data[from] & 0xff
                | (data[from + 1] & 0xff) << 8
                | (data[from + 2] & 0xff) << 16
                | (data[from + 3] & 0xff) << 24;
    }

    /** Goes to the first element. */
    void rewind() {
        at = body;
        index = 0;
    }

    /** The position within the leaf where it stands. */
    int index() {
        return index;
    }

    /** Whether it stands behind the last element. */
    boolean atEnd() {
        return index >= count;
    }

    /** Goes to the element at a position, or behind the last. */
    void seek(int position) {
        if (position < index) {
            rewind();
        }
        while (index < position) {
            skip();
        }
    }

    /** Goes to the element with this key, or to the first after it. Whether it is there. */
    boolean seek(byte[] key) {
        rewind();
        int order = Arrays.compareUnsigned(key, 0, Math.min(key.length, prefix), data, prefixAt, body);
        if (order != 0) {
            if (order > 0) {
                seek(count);
            }
            return false;
        }
        int rest = key.length - prefix;
        int first = rest > 0 ? key[prefix] & 0xff : -1;
        while (index < count) {
            int from = at;
            int length = length();
            int here = length > 0 ? data[at] & 0xff : -1;
            if (here >= first) {
                int compared = here > first ? 1 : compare(at, length, key);
                if (compared >= 0) {
                    at = from;
                    return compared == 0;
                }
            }
            at += length;
            if (shape == Shape.PAIRS) {
                int value = length();
                at += value;
            }
            index++;
        }
        return false;
    }

    private int compare(int from, int length, byte[] key) {
        return Arrays.compareUnsigned(data, from, from + length, key, prefix, key.length);
    }

    /** Goes on to the next element. */
    void skip() {
        int length = length();
        at += length;
        if (shape == Shape.PAIRS) {
            length = length();
            at += length;
        }
        index++;
    }

    /** Reads a length and moves behind it. */
    private int length() {
        int value = data[at++];
        if (value >= 0) {
            return value;
        }
        value &= 0x7f;
        for (int shift = 7; ; shift += 7) {
            int more = data[at++];
            value |= (more & 0x7f) << shift;
            if (more >= 0) {
                return value;
            }
        }
    }

    /** The key where it stands. */
    byte[] key() {
        if (shape == Shape.VALUES) {
            return Tree.NOTHING;
        }
        int from = at;
        int length = length();
        byte[] key = new byte[prefix + length];
        System.arraycopy(data, prefixAt, key, 0, prefix);
        System.arraycopy(data, at, key, prefix, length);
        at = from;
        return key;
    }

    /** The value where it stands. */
    byte[] value() {
        if (shape == Shape.KEYS) {
            return Tree.NOTHING;
        }
        int from = at;
        if (shape == Shape.PAIRS) {
            int length = length();
            at += length;
        }
        int length = length();
        byte[] value = Arrays.copyOfRange(data, at, at + length);
        at = from;
        return value;
    }

    /** Puts an element in where it stands, before what is there; stands on it then. */
    void insert(byte[] key, byte[] value) {
        if (shape != Shape.VALUES) {
            int common = Arrays.mismatch(data, prefixAt, body, key, 0, Math.min(key.length, prefix));
            if (common >= 0 || key.length < prefix) {
                int position = index;
                prefix(common >= 0 ? common : key.length);
                seek(position);
            }
        }
        int suffix = key.length - prefix;
        int size = 0;
        if (shape != Shape.VALUES) {
            size += sizeOf(suffix) + suffix;
        }
        if (shape != Shape.KEYS) {
            size += sizeOf(value.length) + value.length;
        }
        room(at, size);
        int to = at;
        if (shape != Shape.VALUES) {
            to = putLength(to, suffix);
            System.arraycopy(key, prefix, data, to, suffix);
            to += suffix;
        }
        if (shape != Shape.KEYS) {
            to = putLength(to, value.length);
            System.arraycopy(value, 0, data, to, value.length);
        }
        count(count + 1);
    }

    /** Replaces the value where it stands. */
    void replace(byte[] value) {
        int from = at;
        if (shape == Shape.PAIRS) {
            int length = length();
            at += length;
        }
        int valueAt = at;
        int old = length();
        old += at - valueAt;
        int size = sizeOf(value.length) + value.length;
        if (size != old) {
            room(valueAt + old, size - old);
        }
        System.arraycopy(value, 0, data, putLength(valueAt, value.length), value.length);
        at = from;
    }

    /** Takes out the element where it stands; stands on the next then. */
    void remove() {
        removeTo(index + 1);
    }

    /** Takes out the elements from where it stands to before a position; stands on the next then. */
    void removeTo(int position) {
        int from = at;
        int first = index;
        seek(position);
        int removed = index - first;
        System.arraycopy(data, at, data, from, end - at);
        end -= at - from;
        at = from;
        index = first;
        count(count - removed);
    }

    private void count(int value) {
        count = value;
        data[COUNT_AT] = (byte) value;
        data[COUNT_AT + 1] = (byte) (value >>> 8);
    }

    private void room(int from, int size) {
        if (end + size > data.length) {
            data = Arrays.copyOf(data, Math.max(end + size, end + size + (end >> 1)));
        }
        System.arraycopy(data, from, data, from + size, end - from);
        end += size;
    }

    private static int sizeOf(int length) {
        return length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : length < 1 << 21 ? 3 : length < 1 << 28 ? 4 : 5;
    }

    private int putLength(int to, int length) {
        int rest = length;
        int place = to;
        while (rest > 0x7f) {
            data[place++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        data[place++] = (byte) rest;
        return place;
    }

    /** Spells all elements anew with a prefix of this length, which all keys share. */
    private void prefix(int length) {
        Leaf anew = new Leaf(shape);
        anew.begin(this, length);
        rewind();
        while (!atEnd()) {
            anew.add(this);
        }
        data = anew.withHeaderOf(this);
        end = anew.end;
        parse();
    }

    private byte[] withHeaderOf(Leaf other) {
        System.arraycopy(other.data, 0, data, 0, HEADER);
        return data;
    }

    /** Makes this empty, with the first {@code length} bytes of the other's prefix as its own. */
    private void begin(Leaf other, int length) {
        begin(other.data, other.prefixAt, length);
    }

    private void begin(byte[] from, int offset, int length) {
        end = COUNT_AT + 2;
        room(end, sizeOf(length) + length);
        System.arraycopy(from, offset, data, putLength(COUNT_AT + 2, length), length);
        count(0);
        parse();
    }

    /** Adds the other's present element at the end, and moves the other on. */
    private void add(Leaf other) {
        at = end;
        index = count;
        if (shape == Shape.VALUES || other.prefix == prefix) {
            int from = other.at;
            other.skip();
            int size = other.at - from;
            room(end, size);
            System.arraycopy(other.data, from, data, at, size);
            count(count + 1);
        } else {
            insert(other.key(), other.value());
            other.skip();
        }
    }

    /**
     * Splits off the elements from a position on.
     *
     * @return a new leaf with them; both have the longest prefix that they can
     */
    Leaf split(int position) {
        Leaf right = new Leaf(shape);
        seek(position);
        right.fill(this, count);
        rewind();
        Leaf left = new Leaf(shape);
        left.fill(this, position);
        data = left.withHeaderOf(this);
        end = left.end;
        parse();
        return right;
    }

    /** Takes the other's elements from where that stands to before a position. */
    private void fill(Leaf other, int to) {
        int length = 0;
        if (shape != Shape.VALUES) {
            int keptAt = other.at;
            int keptIndex = other.index;
            byte[] first = other.key();
            other.seek(to - 1);
            byte[] last = other.key();
            other.at = keptAt;
            other.index = keptIndex;
            int mismatch = Arrays.mismatch(first, last);
            length = mismatch < 0 ? 0 : mismatch;
            begin(first, 0, length);
        } else {
            begin(other, 0);
        }
        while (other.index < to) {
            add(other);
        }
    }

    /** The position that parts the bytes about in half, with at least one element on each side. */
    int middle() {
        int half = body + (end - body) / 2;
        rewind();
        while (at < half) {
            int before = at;
            skip();
            if (at >= half && at - half > half - before && index > 1) {
                return index - 1;
            }
        }
        return Math.max(1, Math.min(index, count - 1));
    }

    /** Whether the other's elements would fit behind these, with room to spare. */
    boolean hasRoomFor(Leaf other) {
        int size = end + other.end - other.body + (other.count + count) * 2;
        if (shape != Shape.VALUES) {
            size += other.count * other.prefix;
            size += count * prefix;
        }
        return size < HEADER + CAPACITY * 7 / 8;
    }

    /** Puts the other's elements behind these. */
    void merge(Leaf other) {
        Leaf all = new Leaf(shape);
        all.begin(this, 0);
        rewind();
        while (!atEnd()) {
            all.add(this);
        }
        other.rewind();
        while (!other.atEnd()) {
            all.add(other);
        }
        all.rewind();
        Leaf best = new Leaf(shape);
        best.fill(all, all.count);
        data = best.withHeaderOf(this);
        end = best.end;
        parse();
    }
}
