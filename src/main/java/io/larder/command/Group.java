package io.larder.command;

/** The families of commands, as COMMAND DOCS groups them and ACL categories name them. */
public enum Group {
    /** Any key, whatever its type. */
    GENERIC("generic", "@keyspace"),
    /** Strings. */
    STRING("string", "@string"),
    /** Strings as arrays of bits. */
    BITMAP("bitmap", "@bitmap"),
    /** Lists. */
    LIST("list", "@list"),
    /** Sets. */
    SET("set", "@set"),
    /** Sorted sets. */
    SORTED_SET("sorted-set", "@sortedset"),
    /** Hashes. */
    HASH("hash", "@hash"),
    /** Channels and messages. */
    PUBSUB("pubsub", "@pubsub"),
    /** Leaderboards, which Redis does not have. */
    LEADERBOARD("leaderboard", "@leaderboard"),
    /** MULTI and WATCH. */
    TRANSACTIONS("transactions", "@transaction"),
    /** What concerns the caller only. */
    CONNECTION("connection", "@connection"),
    /** What concerns the server as a whole. */
    SERVER("server", "");

    private final String label;
    private final String category;

    Group(String label, String category) {
        this.label = label;
        this.category = category;
    }

    /** The name in COMMAND DOCS. */
    public String label() {
        return label;
    }

    /** The ACL category, or nothing. */
    public String category() {
        return category;
    }
}
