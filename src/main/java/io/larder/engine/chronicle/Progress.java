package io.larder.engine.chronicle;

/** Who is told how far the opening of a store is. Called on the thread that opens it. */
@FunctionalInterface
public interface Progress {

    /** Nobody. */
    Progress NONE = (what, done, all) -> {};

    /**
     * Something has begun or gone on.
     *
     * @param what what is being done, as for a log
     * @param done how many parts of it are done
     * @param all how many there are; 0 where that is not known
     */
    void at(String what, long done, long all);
}
