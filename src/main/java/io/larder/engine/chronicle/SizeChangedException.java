package io.larder.engine.chronicle;

import java.io.IOException;
import java.nio.file.Path;

/** A map file was made for another bound of live bytes than the one asked for. */
final class SizeChangedException extends IOException {
    private static final long serialVersionUID = 1;

    private final long madeFor;

    SizeChangedException(Path file, long madeFor, long asked) {
        super("The map " + file + " was made for " + madeFor + " live bytes, not for " + asked);
        this.madeFor = madeFor;
    }

    /** Bound of live bytes with which the file can be opened. */
    long madeFor() {
        return madeFor;
    }
}
