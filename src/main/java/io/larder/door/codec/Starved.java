package io.larder.door.codec;

/**
 * Thrown where an answer finds no room on the heap beside what others hold. Whatever was done for it alone is taken
 * back; {@link InFlight.Share#awaitAnswer} tells when to begin again.
 */
public final class Starved extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long bytes;
    private final long beside;

    /** Of what needs so many bytes in all, as far as is known: it may turn out to be more. */
    public Starved(long bytes) {
        this(bytes, 0);
    }

    private Starved(long bytes, long beside) {
        super("there is no room for an answer", null, false, false);
        this.bytes = bytes;
        this.beside = beside;
    }

    /** How many bytes it needs at least. */
    public long bytes() {
        return bytes;
    }

    /** How many bytes it is made of, which are on the heap beside it until it is written. */
    public long beside() {
        return beside;
    }

    /** The same of what needs so many bytes more, or fewer. */
    public Starved plus(long more) {
        return new Starved(bytes + more, beside);
    }

    /** The same of what is made of so many bytes. */
    public Starved beside(long made) {
        return new Starved(bytes, made);
    }
}
