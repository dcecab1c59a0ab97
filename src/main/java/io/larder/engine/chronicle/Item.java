package io.larder.engine.chronicle;

import io.larder.keyspace.Blob;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key within a step: what is stored of it, and what it is to become.
 *
 * <p>An entry's image is {@code [kind and flags:1][version:6][expiry:8, if it has one]} and the value, or {@code [kind
 * and flags:1][expiry:8, if it has one][root page:4]} where the value is in pages; the version is then in the root
 * page, so that the entry is not written with every change. A collection's value is the image of its leaf; of two
 * trees, {@code [length of the first:2]} and both.
 *
 * <p>The root page of a collection is {@code [kind:1][0:7][version:8]} and for each tree {@code [size:8][first
 * leaf:4][leaves:4]}.
 */
final class Item implements Entry {

    /** The most bytes of a value inside its entry. */
    static final int INLINE = 2000;

    static final int VERSION_AT = 8;
    static final int TREES_AT = 16;
    static final int TREE_SIZE = 16;

    static final int EXPIRES = 0x10;
    private static final int PAGED = 0x20;
    private static final int VERSION = 6;
    private static final int EXPIRY = 8;
    private static final int ROOT = 4;
    private static final byte[] NOTHING = {};

    private final Transaction step;
    private final byte[] key;
    private byte[] image = NOTHING;
    private int valueAt;
    private boolean stored;
    private long cost;
    private boolean there;
    private boolean changed;
    private boolean headChanged;
    private Kind kind = Kind.STRING;
    private long version;
    private long expireAt = NEVER;
    private int root;
    private @Nullable StringValue string;
    private TreeValue @Nullable [] trees;

    Item(Transaction step, byte[] key) {
        this.step = step;
        this.key = key;
    }

    /** Reads what is stored; null for nothing. */
    void load(byte @Nullable [] from) {
        if (from == null) {
            return;
        }
        image = from;
        stored = true;
        cost = EntryMap.cost(key.length, from.length);
        there = true;
        kind = kindOf(from);
        int at = 1;
        boolean paged = (from[0] & PAGED) != 0;
        if (!paged) {
            version = number(from, at, VERSION);
            at += VERSION;
        }
        if ((from[0] & EXPIRES) != 0) {
            expireAt = number(from, at, EXPIRY);
            at += EXPIRY;
        }
        valueAt = at;
        if (paged) {
            root = rootOf(from, at);
        }
    }

    private static int rootOf(byte[] image, int at) {
        return image[at] & 0xff
                | (image[at + 1] & 0xff) << 8
                | (image[at + 2] & 0xff) << 16
                | (image[at + 3] & 0xff) << 24;
    }

    /** The type of what an image holds. */
    static Kind kindOf(byte[] image) {
        return Kind.of(image[0] & 0x0f);
    }

    /** The expiry in an image, or {@link #NEVER}. */
    static long expiryOf(byte[] image) {
        int place = image.length == 0 ? 0 : expiryPlace(image[0]);
        return place == 0 || image.length < place + EXPIRY ? NEVER : number(image, place, EXPIRY);
    }

    /** Where in an image that begins with {@code first} the expiry stands, or 0 where there is none. */
    static int expiryPlace(byte first) {
        return (first & EXPIRES) == 0 ? 0 : (first & PAGED) == 0 ? 1 + VERSION : 1;
    }

    /** The root page in an image, or 0. */
    static int rootOf(byte[] image) {
        return (image[0] & PAGED) == 0 ? 0 : rootOf(image, (image[0] & EXPIRES) == 0 ? 1 : 1 + EXPIRY);
    }

    private static long number(byte[] from, int at, int length) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | from[at + i] & 0xff;
        }
        return value;
    }

    private static void number(byte[] to, int at, int length, long value) {
        for (int i = 0; i < length; i++) {
            to[at + i] = (byte) (value >>> 8 * i);
        }
    }

    byte[] key() {
        return key;
    }

    /** Whether the map has an entry for it as of before the step. */
    boolean stored() {
        return stored;
    }

    /** Whether the map has an entry for it once the step is stored. */
    boolean remains() {
        return there;
    }

    /** Whether commands see it. */
    boolean visible() {
        return there && expireAt > step.now() && !isEmpty();
    }

    /** Whether there is something that has expired. */
    boolean lapsed() {
        return there && expireAt <= step.now();
    }

    private boolean isEmpty() {
        TreeValue[] all = trees;
        return all != null && all[0].size() == 0;
    }

    /** Whether the step has to store something of it. */
    boolean changed() {
        return changed;
    }

    /** The step changes its value. */
    void change() {
        step.requireWriting();
        changed = true;
    }

    /** The root page, or 0. */
    int root() {
        return root;
    }

    /** Its value has moved to pages. */
    void root(int page) {
        root = page;
        headChanged = true;
    }

    /** Becomes a new empty value. */
    void create(Kind as) {
        remove();
        there = true;
        kind = as;
        expireAt = NEVER;
        image = NOTHING;
        if (as == Kind.STRING) {
            string = new StringValue(step.pages(), this, NOTHING);
        } else {
            List<Tree.Shape> shapes = as.trees();
            TreeValue[] made = new TreeValue[shapes.size()];
            for (int i = 0; i < made.length; i++) {
                made[i] = new TreeValue(
                        step.pages(), this, i, shapes.get(i), step.pages().leaf(shapes.get(i)));
            }
            trees = made;
        }
    }

    /** Becomes nothing. */
    void remove() {
        change();
        if (there) {
            freePages();
        }
        there = false;
        headChanged = true;
        string = null;
        trees = null;
    }

    /** Takes over the value and expiry of another, which becomes nothing. */
    void takeOver(Item other) {
        remove();
        other.change();
        other.saveTrees();
        there = true;
        kind = other.kind;
        expireAt = other.expireAt;
        root = other.root;
        other.root = 0;
        if (root == 0) {
            copyInline(other);
        }
        other.remove();
    }

    /** Becomes a copy of another's value and expiry. */
    void copyOf(Item other) {
        if (other.root == 0) {
            remove();
            there = true;
            kind = other.kind;
            expireAt = other.expireAt;
            copyInline(other);
            return;
        }
        create(other.kind);
        expireAt = other.expireAt;
        if (kind == Kind.STRING) {
            copyString(other);
            return;
        }
        for (int i = 0; i < kind.trees().size(); i++) {
            Tree to = tree(i);
            Tree.Shape shape = kind.trees().get(i);
            other.tree(i).each(0, (k, v) -> {
                if (shape == Tree.Shape.VALUES) {
                    to.insert(to.size(), v);
                } else {
                    to.put(k, v);
                }
                return true;
            });
        }
    }

    private void copyString(Item other) {
        Blob from = other.blob();
        for (long at = 0; at < from.length(); at += 1 << 20) {
            blob().append(from.read(at, (int) Math.min(1 << 20, from.length() - at)));
        }
    }

    private void copyInline(Item other) {
        image = other.value();
        valueAt = 0;
    }

    /** Frees the pages of its value. */
    void freePages() {
        if (root != 0) {
            saveTrees();
            step.pages().disposal().discard(root, kind);
            root = 0;
            headChanged = true;
        }
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public long version() {
        return root == 0 ? version : step.pages().readLong(root, VERSION_AT);
    }

    @Override
    public long expireAt() {
        return expireAt;
    }

    @Override
    public void expireAt(long millis) {
        change();
        headChanged = true;
        expireAt = millis;
    }

    @Override
    public long bytes() {
        int head = 1 + (expireAt == NEVER ? 0 : EXPIRY);
        if (root == 0) {
            return EntryMap.cost(key.length, head + VERSION + value().length);
        }
        long pages = kind == Kind.STRING ? new PagedBytes(step.pages(), root).count() : 1;
        for (int i = 0; i < kind.trees().size(); i++) {
            pages += ((TreeValue) tree(i)).pages();
        }
        return EntryMap.cost(key.length, head + ROOT) + pages * PageFile.SIZE;
    }

    @Override
    public Blob blob() {
        StringValue found = string;
        if (found == null) {
            if (kind != Kind.STRING) {
                throw new IllegalStateException("not a string");
            }
            found = root == 0
                    ? new StringValue(step.pages(), this, Arrays.copyOfRange(image, valueAt, image.length))
                    : new StringValue(step.pages(), this, new PagedBytes(step.pages(), root));
            string = found;
        }
        return found;
    }

    @Override
    public Tree tree(int which) {
        TreeValue[] all = trees;
        if (all == null) {
            all = openTrees();
            trees = all;
        }
        return all[which];
    }

    private TreeValue[] openTrees() {
        List<Tree.Shape> shapes = kind.trees();
        TreeValue[] all = new TreeValue[shapes.size()];
        int at = valueAt;
        for (int i = 0; i < all.length; i++) {
            if (root != 0) {
                int place = TREES_AT + i * TREE_SIZE;
                all[i] = new TreeValue(
                        step.pages(),
                        this,
                        i,
                        shapes.get(i),
                        step.pages().readLong(root, place),
                        step.pages().readInt(root, place + 8));
                continue;
            }
            int length = image.length - at;
            if (i < all.length - 1) {
                length = image[at] & 0xff | (image[at + 1] & 0xff) << 8;
                at += 2;
            }
            Leaf leaf = step.pages().leaf(shapes.get(i));
            leaf.image(image, at, length);
            at += length;
            all[i] = new TreeValue(step.pages(), this, i, shapes.get(i), leaf);
        }
        return all;
    }

    /** Moves all trees into pages. */
    void toPages() {
        TreeValue[] all = trees;
        if (all == null || root != 0) {
            return;
        }
        root(step.pages().takeRoot(kind));
        for (TreeValue tree : all) {
            tree.toPages();
        }
    }

    /** Puts what has become of it into the batch. */
    void save(Batch batch, long newVersion) {
        if (!visible()) {
            if (lapsed()) {
                step.lapsed(this);
            }
            if (there) {
                remove();
            }
            if (stored) {
                batch.remove(key);
                step.grows(-cost);
            }
            return;
        }
        if (trees != null) {
            fit(trees);
        }
        if (root == 0) {
            put(batch, withHead(value(), newVersion));
            return;
        }
        step.pages().writeLong(root, VERSION_AT, newVersion);
        saveTrees();
        if (headChanged) {
            byte[] four = {(byte) root, (byte) (root >>> 8), (byte) (root >>> 16), (byte) (root >>> 24)};
            put(batch, withHead(four, newVersion));
        }
    }

    private void put(Batch batch, byte[] becomes) {
        batch.put(key, becomes);
        step.grows(EntryMap.cost(key.length, becomes.length) - cost);
    }

    /** Writes what the root page tells of the trees. */
    private void saveTrees() {
        TreeValue[] all = trees;
        for (int i = 0; root != 0 && all != null && i < all.length; i++) {
            if (all[i].changed()) {
                int place = TREES_AT + i * TREE_SIZE;
                step.pages().writeLong(root, place, all[i].size());
                step.pages().writeLong(root, place + 8, all[i].first() & 0xffff_ffffL | (long) all[i].leaves() << 32);
            }
        }
    }

    /** Into pages when the trees are too large for the entry, out of them when they are far from it. */
    private void fit(TreeValue[] all) {
        if (root == 0) {
            if (inlineSize(all) > INLINE) {
                toPages();
            }
            return;
        }
        for (TreeValue tree : all) {
            if (!tree.changed() || tree.leaves() > 1) {
                return;
            }
        }
        int size = 2;
        for (TreeValue tree : all) {
            size += step.pages().usedOf(tree.first());
        }
        if (size <= INLINE / 4) {
            for (TreeValue tree : all) {
                tree.toEntry();
            }
            step.pages().disposal().freeRoot(root);
            root = 0;
            headChanged = true;
        }
    }

    private static int inlineSize(TreeValue[] all) {
        int size = all.length * 2 - 2;
        for (TreeValue tree : all) {
            Leaf leaf = tree.inline();
            size += leaf == null ? 0 : leaf.used();
        }
        return size;
    }

    /** The value as it is inside the entry. */
    private byte[] value() {
        StringValue text = string;
        if (text != null) {
            byte[] bytes = text.inline();
            return bytes == null ? NOTHING : bytes;
        }
        TreeValue[] all = trees;
        if (all == null) {
            return Arrays.copyOfRange(image, valueAt, image.length);
        }
        byte[] bytes = new byte[inlineSize(all)];
        int at = 0;
        for (int i = 0; i < all.length; i++) {
            Leaf leaf = all[i].inline();
            if (leaf == null) {
                throw new IllegalStateException("one tree is in pages and another is not");
            }
            if (i < all.length - 1) {
                bytes[at++] = (byte) leaf.used();
                bytes[at++] = (byte) (leaf.used() >>> 8);
            }
            System.arraycopy(leaf.data(), Leaf.HEADER, bytes, at, leaf.used());
            at += leaf.used();
        }
        return bytes;
    }

    private byte[] withHead(byte[] value, long newVersion) {
        boolean expires = expireAt != NEVER;
        int head = 1 + (root == 0 ? VERSION : 0) + (expires ? EXPIRY : 0);
        byte[] bytes = new byte[head + value.length];
        bytes[0] = (byte) (kind.code() | (expires ? EXPIRES : 0) | (root == 0 ? 0 : PAGED));
        int at = 1;
        if (root == 0) {
            number(bytes, at, VERSION, newVersion);
            at += VERSION;
        }
        if (expires) {
            number(bytes, at, EXPIRY, expireAt);
        }
        System.arraycopy(value, 0, bytes, head, value.length);
        return bytes;
    }
}
