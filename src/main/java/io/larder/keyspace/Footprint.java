package io.larder.keyspace;

/**
 * What the data of a database takes, in bytes where nothing else is said.
 *
 * @param keys how many there are
 * @param entries keys, and the values that lie beside them
 * @param pages of the larger values, those included that wait to be freed
 * @param freePages pages of the file that are in no use at present: they are used again before the file grows
 * @param uses what is kept of the use of keys, beyond the limit
 * @param extraTiers parts of the map that overflow, as a number; 0 unless keys were chosen to collide
 * @param limit the most bytes of entries and pages together
 */
public record Footprint(long keys, long entries, long pages, long freePages, long uses, long extraTiers, long limit) {

    /** Bytes of data. */
    public long data() {
        return entries + pages;
    }
}
