package io.larder.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.larder.command.Caller;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Locks an address out from which tokens are guessed: for a second at first, then twice as long for each further guess.
 * While it is locked out no token is looked at that was not right from there before, so nothing can be learnt.
 *
 * <p>A guess is a token that is wrong and other than the last ones that were wrong. A client that was forgotten when
 * tokens were changed sends the same one over and over: it is refused, but locks out nobody that shares its address.
 *
 * <p>An address is a number: all of an IPv4 address, the first half of an IPv6 address, as whoever has one of those has
 * the rest. Only so many are remembered.
 */
final class Guesses {

    /** Wrong tokens that are known again. */
    private static final int REPEATS = 4;

    /** Callers whose tokens were right from an address. */
    private static final int KNOWN = 4;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final int free;
    private final long longest;
    private final int most;
    private final LongSupplier nanos;
    private volatile @Nullable Memory memory;

    /** What is remembered. It is made when there is something: a service without tokens has no use for it. */
    private record Memory(Cache<Long, Address> addresses, byte[] salt) {}

    /**
     * No guesses yet.
     *
     * @param free how many guesses lock nobody out; 0 where none ever does
     * @param longest the longest time to lock out for, in nanoseconds
     * @param remembered how many addresses are remembered
     * @param nanos a clock that only goes forward
     */
    Guesses(int free, long longest, int remembered, LongSupplier nanos) {
        this.free = free;
        this.longest = longest;
        this.most = remembered;
        this.nanos = nanos;
    }

    private Memory memory() {
        Memory there = memory;
        return there == null ? begin() : there;
    }

    private synchronized Memory begin() {
        Memory there = memory;
        if (there == null) {
            byte[] salt = new byte[16];
            new SecureRandom().nextBytes(salt);
            there = new Memory(
                    Caffeine.newBuilder()
                            .maximumSize(most)
                            .expireAfterAccess(FORGOTTEN)
                            .ticker(nanos::getAsLong)
                            .build(),
                    salt);
            memory = there;
        }
        return there;
    }

    /** For how many nanoseconds more an address is locked out, for whom it is not known to be right; 0 if it is not. */
    long wait(long address, @Nullable Caller caller) {
        Memory there = memory;
        Address known = there == null ? null : there.addresses().getIfPresent(address);
        return known == null ? 0 : known.wait(caller, nanos.getAsLong());
    }

    /** A caller's token came from there. */
    void right(long address, Caller caller) {
        if (free > 0) {
            memory().addresses().get(address, first -> new Address()).right(caller);
        }
    }

    /** A token came from there that is none of ours, which may lock the address out. */
    void wrong(long address, byte[] token) {
        if (free > 0) {
            Memory there = memory();
            there.addresses().get(address, first -> new Address()).wrong(mark(there.salt(), token), nanos.getAsLong());
        }
    }

    /** Tells a token from others without being it. */
    private static long mark(byte[] salt, byte[] token) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            byte[] hash = digest.digest(token);
            long mark = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                mark = mark << 8 | hash[i] & 0xff;
            }
            return mark;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private final class Address {
        private final long[] marks = new long[REPEATS];
        private final @Nullable Caller[] known = new Caller[KNOWN];
        private int nextMark;
        private int nextKnown;
        private int guesses;
        private long last;
        private long until;
        private boolean locked;

        synchronized long wait(@Nullable Caller caller, long now) {
            if (!locked || until - now <= 0 || caller != null && knows(caller)) {
                return 0;
            }
            return until - now;
        }

        private boolean knows(Caller caller) {
            for (Caller one : known) {
                if (caller.equals(one)) {
                    return true;
                }
            }
            return false;
        }

        synchronized void right(Caller caller) {
            if (!knows(caller)) {
                known[nextKnown++ % KNOWN] = caller;
            }
        }

        synchronized void wrong(long mark, long now) {
            for (long one : marks) {
                if (one == mark) {
                    return;
                }
            }
            marks[nextMark++ % REPEATS] = mark;
            guesses = now - last > FORGOTTEN.toNanos() ? 1 : guesses + 1;
            last = now;
            if (guesses < free) {
                return;
            }
            until = now + Math.min(longest, SECOND << Math.min(guesses - free, 30));
            locked = true;
        }
    }
}
