package io.larder.engine.chronicle;

import io.larder.keyspace.Tree;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tree within a step: a single {@link Leaf} inside its entry while it is small, else leaves in pages, chained in
 * order, under a {@link LeafIndex}.
 *
 * <p>A leaf that outgrows its page is split; one whose only element is larger than a page is spilled into a
 * {@link PagedBytes} when it is stored. A leaf that comes to be under half full is merged with a neighbour, on either
 * side, where both fit into one with some room to spare.
 */
final class TreeValue implements Tree {

    private final StepPages step;
    private final Item item;
    private final int which;
    private final Shape shape;
    private @Nullable Leaf inline;
    private @Nullable LeafIndex index;
    private long size;
    private int first;
    private boolean changed;

    /** An empty one, or one whose leaf is inside its entry. */
    TreeValue(StepPages step, Item item, int which, Shape shape, Leaf inline) {
        this.step = step;
        this.item = item;
        this.which = which;
        this.shape = shape;
        this.inline = inline;
        this.size = inline.count();
    }

    /** One in pages. */
    TreeValue(StepPages step, Item item, int which, Shape shape, long size, int first) {
        this.step = step;
        this.item = item;
        this.which = which;
        this.shape = shape;
        this.size = size;
        this.first = first;
    }

    /** The leaf inside the entry; null where it is in pages. */
    @Nullable
    Leaf inline() {
        return inline;
    }

    /** Its first page; 0 where it is inside its entry. */
    int first() {
        return first;
    }

    /** How many pages its leaves have. */
    int leaves() {
        return index().leaves();
    }

    /** How many pages it has, those of what does not fit into a leaf included. */
    long pages() {
        long pages = 0;
        for (int page = first; page != 0; page = step.nextOf(page)) {
            int spilled = step.spillOf(page);
            pages += spilled == 0 ? 1 : 1 + new PagedBytes(step, spilled).count();
        }
        return pages;
    }

    Shape shape() {
        return shape;
    }

    /** Whether it was changed in this step. */
    boolean changed() {
        return changed;
    }

    private LeafIndex index() {
        LeafIndex found = index;
        if (found == null) {
            found = step.index(item.root(), which, this::build);
            index = found;
        }
        return found;
    }

    private LeafIndex build() {
        LeafIndex built = new LeafIndex();
        byte[] last = NOTHING;
        LeafIndex.Path path = new LeafIndex.Path();
        for (int page = first; page != 0; ) {
            Leaf leaf = step.open(page, shape);
            if (page == first) {
                built.first(page, leaf.count());
            } else {
                built.seek(Long.MAX_VALUE, path);
                byte[] separator = shape == Shape.VALUES ? NOTHING : LeafIndex.separator(last, leaf.key());
                built.insertAfter(path, page, leaf.count(), separator);
            }
            if (shape != Shape.VALUES && leaf.count() > 0) {
                leaf.seek(leaf.count() - 1);
                last = leaf.key();
            }
            page = leaf.next();
            step.done(leaf);
        }
        return built;
    }

    private byte[] firstKey(int page) {
        Leaf leaf = step.open(page, shape);
        leaf.rewind();
        byte[] key = leaf.key();
        step.done(leaf);
        return key;
    }

    @Override
    public long size() {
        return size;
    }

    /** The leaf in which a key is or would be; the path leads to it where it is in pages. */
    private Leaf leafOf(byte[] key, LeafIndex.Path path) {
        if (inline != null) {
            return inline;
        }
        index().seek(key, path, this::firstKey);
        return step.open(path.page(), shape);
    }

    private Leaf leafAt(long position, LeafIndex.Path path) {
        if (inline != null) {
            return inline;
        }
        index().seek(position, path);
        return step.open(path.page(), shape);
    }

    private long before(LeafIndex.Path path) {
        return inline != null ? 0 : path.before();
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Leaf leaf = leafOf(key, step.path());
        byte[] value = leaf.seek(key) ? leaf.value() : null;
        step.done(leaf);
        return value;
    }

    @Override
    public long rank(byte[] key) {
        LeafIndex.Path path = step.path();
        Leaf leaf = leafOf(key, path);
        leaf.seek(key);
        long rank = before(path) + leaf.index();
        step.done(leaf);
        return rank;
    }

    @Override
    public byte[] keyAt(long position) {
        LeafIndex.Path path = step.path();
        Leaf leaf = leafAt(position, path);
        leaf.seek((int) (position - before(path)));
        byte[] key = leaf.key();
        step.done(leaf);
        return key;
    }

    @Override
    public byte[] valueAt(long position) {
        LeafIndex.Path path = step.path();
        Leaf leaf = leafAt(position, path);
        leaf.seek((int) (position - before(path)));
        byte[] value = leaf.value();
        step.done(leaf);
        return value;
    }

    @Override
    public void each(long from, Visitor visitor) {
        if (from >= size) {
            return;
        }
        // Not the step's path: the visitor may look into other trees.
        LeafIndex.Path path = new LeafIndex.Path();
        Leaf leaf = leafAt(from, path);
        int at = (int) (from - before(path));
        boolean more = true;
        while (more) {
            int count = leaf.count();
            for (; more && at < count; at++) {
                // The visitor may have moved a leaf that is not ours alone.
                leaf.seek(at);
                more = visitor.visit(leaf.key(), leaf.value());
            }
            step.done(leaf);
            more = more && inline == null && index().next(path);
            if (more) {
                leaf = step.open(path.page(), shape);
                at = 0;
            }
        }
    }

    @Override
    public void eachBack(long from, Visitor visitor) {
        if (size == 0 || from < 0) {
            return;
        }
        LeafIndex.Path path = new LeafIndex.Path();
        long position = Math.min(from, size - 1);
        Leaf leaf = leafAt(position, path);
        boolean more = true;
        while (more) {
            for (int i = (int) (position - before(path)); more && i >= 0; i--) {
                leaf.seek(i);
                more = visitor.visit(leaf.key(), leaf.value());
            }
            step.done(leaf);
            more = more && inline == null && index().previous(path);
            if (more) {
                leaf = step.open(path.page(), shape);
                position = path.before() + leaf.count() - 1;
            }
        }
    }

    @Override
    public boolean put(byte[] key, byte[] value) {
        LeafIndex.Path path = step.path();
        Leaf leaf = leafOf(key, path);
        if (leaf.seek(key)) {
            if (shape == Shape.PAIRS && !Arrays.equals(leaf.value(), value)) {
                replace(leaf, path, value);
            } else {
                step.done(leaf);
            }
            return false;
        }
        insert(leaf, path, key, value);
        return true;
    }

    @Override
    public void insert(long position, byte[] value) {
        LeafIndex.Path path = step.path();
        Leaf leaf = leafAt(position, path);
        leaf.seek((int) (position - before(path)));
        insert(leaf, path, NOTHING, value);
    }

    private void insert(Leaf leaf, LeafIndex.Path path, byte[] key, byte[] value) {
        change(leaf);
        leaf.insert(key, value);
        size++;
        if (inline == null) {
            index().add(path, 1);
        }
        grown(leaf, path, leaf.index());
    }

    @Override
    public void set(long position, byte[] value) {
        LeafIndex.Path path = step.path();
        Leaf leaf = leafAt(position, path);
        leaf.seek((int) (position - before(path)));
        replace(leaf, path, value);
    }

    private void replace(Leaf leaf, LeafIndex.Path path, byte[] value) {
        change(leaf);
        int used = leaf.used();
        leaf.replace(value);
        if (leaf.used() < used) {
            shrunk(leaf, path);
        } else {
            grown(leaf, path, leaf.index());
        }
    }

    private void change(Leaf leaf) {
        changed = true;
        item.change();
        if (inline == null) {
            step.stage(leaf);
            index();
            step.indexChanges(item.root());
        }
    }

    private void grown(Leaf leaf, LeafIndex.Path path, int at) {
        if (leaf.fits()) {
            return;
        }
        if (inline != null) {
            item.toPages();
        } else {
            split(path.before(), at);
        }
    }

    /** Moves the leaf that was inside its entry into pages. */
    void toPages() {
        Leaf leaf = inline;
        if (leaf == null) {
            return;
        }
        inline = null;
        changed = true;
        LeafIndex made = new LeafIndex();
        step.newLeaf(leaf);
        first = leaf.page;
        made.first(leaf.page, leaf.count());
        index = made;
        step.newIndex(item.root(), which, made);
        split(0, -1);
    }

    /** Moves the only leaf from its page into the entry. */
    void toEntry() {
        Leaf leaf = step.open(first, shape);
        step.stage(leaf);
        step.freeLeaf(leaf);
        leaf.page = 0;
        leaf.staged = true;
        leaf.next(0);
        inline = leaf;
        index = null;
        first = 0;
    }

    /**
     * Splits the leaf that begins at a position for as long as its parts do not fit.
     *
     * @param at where in the leaf something was put, or -1: what only ever grows at an end leaves full leaves behind
     */
    private void split(long before, int at) {
        LeafIndex.Path path = new LeafIndex.Path();
        index().seek(before, path);
        Leaf leaf = step.open(path.page(), shape);
        if (leaf.fits() || leaf.count() < 2) {
            step.done(leaf);
            return;
        }
        step.stage(leaf);
        int position;
        if (at == leaf.count() - 1 && leaf.next() == 0) {
            position = at;
        } else if (at == 0 && before == 0) {
            position = 1;
        } else {
            position = leaf.middle();
        }
        Leaf right = leaf.split(position);
        step.newLeaf(right);
        right.next(leaf.next());
        leaf.next(right.page);
        byte[] separator = NOTHING;
        if (shape != Shape.VALUES) {
            leaf.seek(leaf.count() - 1);
            right.rewind();
            separator = LeafIndex.separator(leaf.key(), right.key());
        }
        index().add(path, -right.count());
        index().insertAfter(path, right.page, right.count(), separator);
        step.reshaped(item.root(), index());
        split(before, -1);
        split(before + position, -1);
    }

    @Override
    public boolean remove(byte[] key) {
        LeafIndex.Path path = step.path();
        Leaf leaf = leafOf(key, path);
        if (!leaf.seek(key)) {
            step.done(leaf);
            return false;
        }
        change(leaf);
        leaf.remove();
        removed(leaf, path, 1);
        return true;
    }

    @Override
    public void removeRange(long from, long to) {
        LeafIndex.Path path = step.path();
        for (long left = to - from; left > 0; ) {
            Leaf leaf = leafAt(from, path);
            int at = (int) (from - before(path));
            int some = (int) Math.min(left, leaf.count() - at);
            change(leaf);
            leaf.seek(at);
            leaf.removeTo(at + some);
            removed(leaf, path, some);
            left -= some;
        }
    }

    private void removed(Leaf leaf, LeafIndex.Path path, int some) {
        size -= some;
        if (inline != null) {
            return;
        }
        index().add(path, -some);
        if (leaf.count() == 0) {
            drop(leaf, path);
        } else {
            shrunk(leaf, path);
        }
    }

    private void shrunk(Leaf leaf, LeafIndex.Path path) {
        if (inline == null && leaf.used() < Leaf.CAPACITY / 2) {
            merge(leaf, path);
        }
    }

    private void drop(Leaf leaf, LeafIndex.Path path) {
        if (index().leaves() == 1) {
            return;
        }
        if (leaf.page == first) {
            first = leaf.next();
        } else {
            index().previous(path);
            Leaf previous = step.open(path.page(), shape);
            step.stage(previous);
            previous.next(leaf.next());
            index().next(path);
        }
        index().remove(path);
        step.reshaped(item.root(), index());
        step.freeLeaf(leaf);
    }

    private void merge(Leaf leaf, LeafIndex.Path path) {
        long before = path.before();
        LeafIndex.Path next = new LeafIndex.Path();
        index().seek(before, next);
        if (index().next(next) && mayFit(leaf, next) && join(leaf, path, next)) {
            return;
        }
        if (before > 0) {
            LeafIndex.Path previous = new LeafIndex.Path();
            index().seek(before - 1, previous);
            index().seek(before, next);
            if (mayFit(leaf, previous)) {
                join(step.open(previous.page(), shape), previous, next);
            }
        }
    }

    /** A glance at a neighbour's length, which for a spilled one is that of a page. */
    private boolean mayFit(Leaf leaf, LeafIndex.Path neighbour) {
        return leaf.used() + step.usedOf(neighbour.page()) <= Leaf.CAPACITY;
    }

    /** Makes one leaf of two, where they fit into one. Whether they did. */
    private boolean join(Leaf left, LeafIndex.Path leftPath, LeafIndex.Path rightPath) {
        Leaf right = step.open(rightPath.page(), shape);
        if (!left.hasRoomFor(right)) {
            step.done(right);
            step.done(left);
            return false;
        }
        step.stage(left);
        left.merge(right);
        left.next(right.next());
        index().add(leftPath, right.count());
        index().remove(rightPath);
        step.reshaped(item.root(), index());
        step.freeLeaf(right);
        return true;
    }
}
