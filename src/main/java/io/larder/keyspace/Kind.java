package io.larder.keyspace;

import java.util.List;

/** The types of values, and what each is made of. The code is what is stored and never changes. */
public enum Kind {
    /** One {@link Blob}. */
    STRING(1, "string"),
    /** One tree of values by position. */
    LIST(2, "list", Tree.Shape.VALUES),
    /** One tree of members. */
    SET(3, "set", Tree.Shape.KEYS),
    /** A tree from member to score, and a tree of score and member. */
    SORTED_SET(4, "zset", Tree.Shape.PAIRS, Tree.Shape.KEYS),
    /** A tree from field to value. */
    HASH(5, "hash", Tree.Shape.PAIRS),
    /**
     * A tree of what is known of the board as a whole, never empty; a tree from member to entry; one from place to
     * member; one of scores, each once; one from time to member.
     */
    LEADERBOARD(
            6, "leaderboard", Tree.Shape.PAIRS, Tree.Shape.PAIRS, Tree.Shape.PAIRS, Tree.Shape.KEYS, Tree.Shape.PAIRS),
    /** A tree of what is known of a channel's stream, or of its messages. */
    CHANNEL(7, "channel", Tree.Shape.PAIRS);

    private final int code;
    private final String label;
    private final List<Tree.Shape> trees;

    Kind(int code, String label, Tree.Shape... trees) {
        this.code = code;
        this.label = label;
        this.trees = List.of(trees);
    }

    /** The number that stands for it on disk. */
    public int code() {
        return code;
    }

    /** The name that TYPE answers. */
    public String label() {
        return label;
    }

    /** The shapes of its trees; none for a string. A value whose first one is empty is gone. */
    public List<Tree.Shape> trees() {
        return trees;
    }

    /** Whether a value may be given another key, or copied: not where further keys belong to it by its name. */
    public boolean movable() {
        return this != LEADERBOARD;
    }

    /** The kind with this code. */
    public static Kind of(int code) {
        for (Kind kind : ALL) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalStateException("no kind of value has the code " + code);
    }

    private static final Kind[] ALL = values();
}
