package io.larder.monitoring;

/**
 * The buckets of a histogram of durations: eight to each power of two, so that what is told of a bucket is wrong by a
 * sixteenth at most. They begin at single nanoseconds and end at some 18 minutes; what is longer counts as that.
 *
 * @see <a href="http://hdrhistogram.org/">HdrHistogram, which has the same idea</a>
 */
final class Durations {

    private static final int BITS = 3;
    private static final int EACH = 1 << BITS;
    private static final int MOST_BITS = 40;

    /** How many buckets there are. */
    static final int BUCKETS = (MOST_BITS - BITS + 2) * EACH;

    private static final long LONGEST = (1L << MOST_BITS + 1) - 1;

    private Durations() {}

    /** The bucket of a duration. */
    static int bucket(long nanos) {
        if (nanos < EACH) {
            return (int) Math.max(0, nanos);
        }
        long bounded = Math.min(nanos, LONGEST);
        int shift = 63 - Long.numberOfLeadingZeros(bounded) - BITS;
        return (shift + 1 << BITS) + (int) (bounded >>> shift & EACH - 1);
    }

    /** The shortest duration of a bucket, in nanoseconds. */
    static long from(int bucket) {
        if (bucket < EACH) {
            return bucket;
        }
        int shift = (bucket >>> BITS) - 1;
        return (long) (EACH + (bucket & EACH - 1)) << shift;
    }

    /** The middle of a bucket, in nanoseconds. */
    static double middle(int bucket) {
        return (from(bucket) + from(bucket + 1) - 1) / 2.0;
    }
}
