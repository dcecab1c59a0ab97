package io.larder.door.codec;

/**
 * Thrown where an answer finds no room on the heap beside what others hold. Whatever was done for it alone is taken
 * back; {@link InFlight.Share#awaitAnswer} tells when to begin again.
 */
public final class Starved extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long least;
    private final long likely;

    /** Of what needs at least so many bytes in all, and is likely to need so many. */
    public Starved(long least, long likely) {
        super("there is no room for an answer", null, false, false);
        this.least = least;
        this.likely = likely;
    }

    /** How many bytes it needs in all, as far as is known. */
    public long least() {
        return least;
    }

    /** How many bytes it had better have. */
    public long likely() {
        return likely;
    }

    /** The same of what needs so many bytes more, or fewer. */
    public Starved plus(long more) {
        return new Starved(least + more, likely + more);
    }
}
