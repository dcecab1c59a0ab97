package io.larder.engine.chronicle;

/**
 * How a map file is divided. A map is a number of equal segments; each key lives in the segment that its hash names.
 * Everything but the number of segments is constant, so a bound of live bytes and a geometry determine each other.
 *
 * @param segments number of segments, at least {@value #MIN_SEGMENTS}
 */
record MapGeometry(int segments) {
    /** Bytes in one unit of allocation: an entry occupies whole chunks. */
    static final int CHUNK_BYTES = 16;
    /** Bytes for entries in one segment. 2^15 chunks: with the hash bits of a slot they still fit a 4-byte slot. */
    static final int SEGMENT_BYTES = 512 << 10;
    /** Chunks in one segment. */
    static final int SEGMENT_CHUNKS = SEGMENT_BYTES / CHUNK_BYTES;
    /** Entries planned for one segment: the library makes 8192 hash slots of it and fills them up to 80 %. */
    static final int SEGMENT_ENTRIES = 5400;
    /** Bytes of one hash slot. */
    static final int SLOT_BYTES = 4;
    /** No entry counts for less: smaller ones would use up a segment's hash slots before its chunks. */
    static final int MIN_COST = 56;
    /** Fewer segments would make writers wait for each other. */
    static final int MIN_SEGMENTS = 16;

    private static final int CHECKSUM_BYTES = 4;
    private static final int SEGMENT_SLOTS = 8192;
    private static final int LINE_BYTES = 64;
    private static final int HEADER_BYTES = 16 << 10;
    /**
     * Live bytes over entry space, as a fraction: overwriting with other lengths first overflows a segment above it.
     */
    private static final long FILL_NUMERATOR = 3;

    private static final long FILL_DENOMINATOR = 5;

    /** The geometry that holds {@code liveBytes} of entries, whatever their sizes. */
    static MapGeometry of(long liveBytes) {
        if (liveBytes <= 0) {
            throw new IllegalArgumentException("The bound of live bytes must be positive: " + liveBytes);
        }
        long perSegment = SEGMENT_BYTES * FILL_NUMERATOR / FILL_DENOMINATOR;
        long segments = (liveBytes + perSegment - 1) / perSegment;
        if (segments > 1 << 20) {
            throw new IllegalArgumentException(
                    "The bound of live bytes is over " + ((1L << 20) * perSegment) + ": " + liveBytes);
        }
        return new MapGeometry((int) Math.max(MIN_SEGMENTS, segments));
    }

    /** The greatest bound of live bytes that has this geometry. */
    long liveBytes() {
        return segments * (SEGMENT_BYTES * FILL_NUMERATOR / FILL_DENOMINATOR);
    }

    /** Bytes of the file and of the pool of extra tiers, rounded up. */
    long fileBytes() {
        long tierBytes = SEGMENT_BYTES + SEGMENT_CHUNKS / 8 + SEGMENT_SLOTS * SLOT_BYTES + 2 * LINE_BYTES;
        long pool = Math.max(1, Integer.highestOneBit(Math.max(1, segments / 8 - 1)) * 2L);
        return (segments + pool) * tierBytes + segments * (long) LINE_BYTES + HEADER_BYTES;
    }

    /** Whole chunks that an entry of these lengths in bytes occupies. */
    static int chunks(long keyLength, long imageLength) {
        long bytes = lengthBytes(keyLength) + keyLength + lengthBytes(imageLength) + imageLength + CHECKSUM_BYTES;
        return (int) ((bytes + CHUNK_BYTES - 1) / CHUNK_BYTES);
    }

    /** Live bytes of {@code entries} entries that occupy {@code chunks} chunks together. */
    static long liveBytes(long entries, long chunks) {
        return Math.max(chunks * CHUNK_BYTES + entries * SLOT_BYTES, entries * MIN_COST);
    }

    // Lengths are stored seven bits a byte.
    private static int lengthBytes(long length) {
        return Math.max(1, (64 - Long.numberOfLeadingZeros(length) + 6) / 7);
    }
}
