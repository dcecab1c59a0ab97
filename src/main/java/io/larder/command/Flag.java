package io.larder.command;

/** What a row says of its command beyond its arguments. */
public enum Flag {
    /** May change data. */
    WRITE("write"),
    /** Reads data and never changes it. */
    READONLY("readonly"),
    /** Neither reads nor changes data: open to whoever is let in. */
    HARMLESS(""),
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
    /** Of messages rather than of data. */
    PUBSUB("pubsub"),
    /** Sends to others; what it sends may be kept, so it may change data that it is not about. */
    PUBLISHES(""),
    /**
     * Open to users of applications: its handler looks at {@link Arguments#user} and at what the data lets users do.
     */
    FOR_USERS(""),
    /** Its arguments are secret: not to be shown to anyone, nor written down. */
    SECRET(""),
    /** Runs at once where others would be queued by MULTI. */
    IMMEDIATE(""),
    /** The reply's items come in no order that means anything. */
    UNORDERED("", "nondeterministic_output_order"),
    /** The same command on the same data may answer otherwise: by chance, by the clock, or by how data is stored. */
    NONDETERMINISTIC("", "nondeterministic_output");

    private final String label;
    private final String tip;

    Flag(String label) {
        this(label, "");
    }

    Flag(String label, String tip) {
        this.label = label;
        this.tip = tip;
    }

    /** The name in COMMAND INFO, or nothing. */
    public String label() {
        return label;
    }

    /** The tip in COMMAND INFO, or nothing. */
    public String tip() {
        return tip;
    }
}
