package io.larder.keyspace;

/**
 * How a key was used, as far as it is kept.
 *
 * @param policy what decides which of the two are kept: {@link EvictionPolicy#byUse} keeps both, the others neither
 * @param frequency how often it was used of late, about, from 0 to 15
 * @param idleSeconds for how long it was not used, at least
 */
public record KeyUse(EvictionPolicy policy, int frequency, long idleSeconds) {}
