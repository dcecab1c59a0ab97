package io.larder.type;

import io.larder.command.Reply;
import io.larder.keyspace.Tree;
import java.util.ArrayList;
import java.util.List;

/** How an element of a tree becomes part of a reply: the same number of items for each. */
@FunctionalInterface
interface Shown {

    /** The field or member. */
    Shown MEMBER = (key, value, items) -> items.add(new Reply.Bytes(Member.of(key)));

    /** The value. */
    Shown VALUE = (key, value, items) -> items.add(new Reply.Bytes(value));

    /** The field, then its value. */
    Shown PAIR = (key, value, items) -> {
        items.add(new Reply.Bytes(Member.of(key)));
        items.add(new Reply.Bytes(value));
    };

    /** Adds an element, as it stands in its tree, to the items of a reply. */
    void add(byte[] key, byte[] value, List<Reply> items);

    /**
     * All elements of a tree.
     *
     * @param width how many items each makes
     */
    default List<Reply> all(Tree tree, int width) {
        List<Reply> items = new ArrayList<>(Math.toIntExact(tree.size() * width));
        tree.each(0, (key, value) -> {
            add(key, value, items);
            return true;
        });
        return items;
    }
}
