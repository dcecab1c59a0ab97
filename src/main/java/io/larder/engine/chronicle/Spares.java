package io.larder.engine.chronicle;

import io.larder.keyspace.Tree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Leaves and copies of pages for a step that earlier ones of the same thread no longer need. */
final class Spares {

    private static final int MOST = 8;

    private final ArrayDeque<Leaf> leaves = new ArrayDeque<>();
    private final ArrayDeque<RawPage> raws = new ArrayDeque<>();
    private final List<Leaf> lent = new ArrayList<>();

    /** A leaf with anything in it. */
    Leaf leaf(Tree.Shape shape) {
        Leaf leaf = leaves.poll();
        return leaf == null ? new Leaf(shape) : leaf;
    }

    /** The leaf is inside an entry and to be taken back at the end of the step. */
    void lent(Leaf leaf) {
        lent.add(leaf);
    }

    /** A copy of a page with anything in it. */
    RawPage raw() {
        RawPage raw = raws.poll();
        return raw == null ? new RawPage() : raw;
    }

    /** Takes a leaf that nobody has any more. */
    void give(Leaf leaf) {
        if (leaves.size() < MOST && leaf.isSmall()) {
            leaves.push(leaf);
        }
    }

    /** The step is over: nobody but it knows of what it staged. */
    void takeBack(StagedPages staged) {
        for (int i = 0; i < staged.size(); i++) {
            if (staged.value(i) instanceof Leaf leaf) {
                give(leaf);
            } else if (staged.value(i) instanceof RawPage raw && raws.size() < MOST) {
                raws.push(raw);
            }
        }
        for (int i = 0; i < lent.size(); i++) {
            // One that has moved into a page is staged, or freed.
            if (lent.get(i).page == 0) {
                give(lent.get(i));
            }
        }
        lent.clear();
    }
}
