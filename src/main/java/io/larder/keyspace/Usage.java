package io.larder.keyspace;

/**
 * How much a database holds, and how it was used since it was opened.
 *
 * @param keys the keys, some of which may have expired
 * @param expiring those that are to expire; some seconds after a start all of them are known
 * @param averageTtl the milliseconds that those have on average
 * @param usedBytes bytes of data
 * @param limitBytes the most bytes of data
 * @param hits how often a command that reads has found the key that it asked for
 * @param misses how often it has not
 * @param expired the keys that were taken out because they had expired
 * @param evicted the keys that were taken out to make room for others
 * @param policy which keys make room for others
 */
public record Usage(
        long keys,
        long expiring,
        long averageTtl,
        long usedBytes,
        long limitBytes,
        long hits,
        long misses,
        long expired,
        long evicted,
        EvictionPolicy policy) {}
