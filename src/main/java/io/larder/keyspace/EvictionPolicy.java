package io.larder.keyspace;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which keys make room for others when the limit of memory is reached, by the names that Redis has for it. */
public enum EvictionPolicy {
    /** None: what needs more room is refused. */
    NOEVICTION(false),
    /** Any key: the one that was not used for the longest time. */
    ALLKEYS_LRU(false),
    /** Any key: the one that is used least often. */
    ALLKEYS_LFU(false),
    /** Any key, by chance. */
    ALLKEYS_RANDOM(false),
    /** The key with an expiry that was not used for the longest time. */
    VOLATILE_LRU(true),
    /** The key with an expiry that is used least often. */
    VOLATILE_LFU(true),
    /** A key with an expiry, by chance. */
    VOLATILE_RANDOM(true),
    /** The key that expires first. */
    VOLATILE_TTL(true),
    /** Any key: how often and how lately it was used both count, each as much as it helps at present. */
    ADAPTIVE(false);

    private final boolean expiring;

    EvictionPolicy(boolean expiring) {
        this.expiring = expiring;
    }

    /** Whether only keys that have an expiry may be taken. */
    public boolean onlyExpiring() {
        return expiring;
    }

    /** Whether it goes by how lately or how often keys were used. */
    public boolean byUse() {
        return this == ADAPTIVE
                || this == ALLKEYS_LRU
                || this == ALLKEYS_LFU
                || this == VOLATILE_LRU
                || this == VOLATILE_LFU;
    }

    /** Whether the least often used key goes. */
    public boolean byFrequency() {
        return this == ALLKEYS_LFU || this == VOLATILE_LFU;
    }

    /** The name, as {@code allkeys-lru}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The policy of a name, in any case.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static EvictionPolicy of(String label) {
        for (EvictionPolicy policy : values()) {
            if (policy.label().equalsIgnoreCase(label)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("argument must be one of the following: "
                + Arrays.stream(values()).map(EvictionPolicy::label).collect(Collectors.joining(", ")));
    }
}
