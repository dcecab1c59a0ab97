package io.larder.command;

/** What a row says of its command beyond its arguments. */
public enum Flag {
    /** May change data. */
    WRITE("write"),
    /** Reads data and never changes it. */
    READONLY("readonly"),
    /** May need more memory: refused when there is none left. */
    GROWS("denyoom"),
    /** Constant or logarithmic time. */
    FAST("fast"),
    /** Always long or of unknown length: never on an event loop. */
    LONG(""),
    /** For the operator. */
    ADMIN("admin"),
    /** Costly or destructive beyond the keys that it names. */
    DANGEROUS(""),
    /** Looks at or changes keys that it does not name: runs alone. */
    ANY_KEY(""),
    /** Shows names of keys that the caller did not name. */
    ENUMERATES(""),
    /** Only has meaning on a connection that stays. */
    CONNECTED(""),
    /** Runs at once where others would be queued by MULTI. */
    IMMEDIATE("");

    private final String label;

    Flag(String label) {
        this.label = label;
    }

    /** The name in COMMAND INFO, or nothing. */
    public String label() {
        return label;
    }
}
