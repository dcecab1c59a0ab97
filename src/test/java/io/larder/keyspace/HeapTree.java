package io.larder.keyspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tree that is two sorted lists. What a tree of its shape does not have is refused. */
final class HeapTree implements Tree {

    private final HeapEntry owner;
    private final Shape shape;
    private final List<byte[]> keys;
    private final List<byte[]> values;
    private int visitors;

    HeapTree(HeapEntry owner, Shape shape) {
        this(owner, shape, List.of(), List.of());
    }

    private HeapTree(HeapEntry owner, Shape shape, List<byte[]> keys, List<byte[]> values) {
        this.owner = owner;
        this.shape = shape;
        this.keys = new ArrayList<>(keys);
        this.values = new ArrayList<>(values);
    }

    HeapTree copy(HeapEntry newOwner) {
        return new HeapTree(newOwner, shape, keys, values);
    }

    @Override
    public long size() {
        return values.size();
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        int at = search(key);
        return at < 0 ? null : values.get(at);
    }

    @Override
    public boolean put(byte[] key, byte[] value) {
        int at = search(key);
        if (shape == Shape.KEYS && value.length > 0) {
            throw new IllegalArgumentException("this tree has no values");
        }
        if (at >= 0 && shape == Shape.KEYS) {
            return false;
        }
        change();
        if (at >= 0) {
            values.set(at, value);
            return false;
        }
        keys.add(-at - 1, key);
        values.add(-at - 1, value);
        return true;
    }

    @Override
    public boolean remove(byte[] key) {
        int at = search(key);
        if (at < 0) {
            return false;
        }
        change();
        keys.remove(at);
        values.remove(at);
        return true;
    }

    @Override
    public long rank(byte[] key) {
        int at = search(key);
        return at < 0 ? -at - 1 : at;
    }

    @Override
    public byte[] keyAt(long position) {
        if (shape == Shape.VALUES) {
            throw new IllegalStateException("this tree has no keys");
        }
        return keys.get(Math.toIntExact(position));
    }

    @Override
    public byte[] valueAt(long position) {
        return values.get(Math.toIntExact(position));
    }

    @Override
    public void each(long from, Visitor visitor) {
        visit(from, 1, visitor);
    }

    @Override
    public void eachBack(long from, Visitor visitor) {
        visit(from, -1, visitor);
    }

    private void visit(long from, int step, Visitor visitor) {
        if (from < -1 || from > values.size()) {
            throw new IndexOutOfBoundsException(from + " of " + values.size());
        }
        visitors++;
        try {
            for (int i = (int) from; i >= 0 && i < values.size(); i += step) {
                if (!visitor.visit(shape == Shape.VALUES ? NOTHING : keys.get(i), values.get(i))) {
                    return;
                }
            }
        } finally {
            visitors--;
        }
    }

    @Override
    public void insert(long position, byte[] value) {
        if (shape != Shape.VALUES) {
            throw new IllegalStateException("this tree is ordered by its keys");
        }
        change();
        values.add(Math.toIntExact(position), value);
    }

    @Override
    public void set(long position, byte[] value) {
        if (shape == Shape.KEYS) {
            throw new IllegalStateException("this tree has no values");
        }
        change();
        values.set(Math.toIntExact(position), value);
    }

    @Override
    public void removeRange(long from, long to) {
        if (from < 0 || from > to || to > values.size()) {
            throw new IndexOutOfBoundsException(from + " to " + to + " of " + values.size());
        }
        if (from == to) {
            return;
        }
        change();
        values.subList((int) from, (int) to).clear();
        if (shape != Shape.VALUES) {
            keys.subList((int) from, (int) to).clear();
        }
    }

    private int search(byte[] key) {
        if (shape == Shape.VALUES) {
            throw new IllegalStateException("this tree has no keys");
        }
        int low = 0;
        int high = keys.size() - 1;
        while (low <= high) {
            int middle = (low + high) / 2;
            int order = Arrays.compareUnsigned(keys.get(middle), key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private void change() {
        if (visitors > 0) {
            throw new ConcurrentModificationException("changed while it is visited");
        }
        owner.touch();
    }
}
