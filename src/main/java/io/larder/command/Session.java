package io.larder.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lasts from one command of a caller to the next: who they are, and an open transaction. Not for several threads
 * at once.
 *
 * @see <a href="https://redis.io/docs/latest/develop/interact/transactions/">Transactions</a>
 */
public final class Session {

    private static final int MOST_QUEUED = 100_000;

    private final Caller caller;
    private final boolean connected;
    private final Map<Key, Long> watched = new HashMap<>();
    private @Nullable List<Call<?>> queue;
    private boolean spoilt;

    /**
     * A session.
     *
     * @param caller who calls
     * @param connected whether more commands can follow on it, so that MULTI and WATCH make sense
     */
    public Session(Caller caller, boolean connected) {
        this.caller = caller;
        this.connected = connected;
    }

    /** Who calls. */
    public Caller caller() {
        return caller;
    }

    /** Whether more commands can follow. */
    public boolean connected() {
        return connected;
    }

    /** Whether MULTI has been said, and neither EXEC nor DISCARD. */
    public boolean queueing() {
        return queue != null;
    }

    void begin() {
        if (queue != null) {
            throw new CommandError("ERR MULTI calls can not be nested");
        }
        queue = new ArrayList<>();
        spoilt = false;
    }

    void enqueue(Call<?> call) {
        List<Call<?>> calls = queue;
        if (calls == null || calls.size() >= MOST_QUEUED) {
            throw new CommandError("ERR a transaction has at most " + MOST_QUEUED + " commands");
        }
        calls.add(call);
    }

    /** A command could not be queued: EXEC will refuse. */
    void spoil() {
        spoilt = queue != null;
    }

    boolean spoilt() {
        return spoilt;
    }

    List<Call<?>> queued() {
        List<Call<?>> calls = queue;
        if (calls == null) {
            throw new CommandError("ERR EXEC without MULTI");
        }
        return calls;
    }

    Map<Key, Long> watched() {
        return watched;
    }

    void watch(byte[] key, long version) {
        if (queue != null) {
            throw new CommandError("ERR WATCH inside MULTI is not allowed");
        }
        watched.putIfAbsent(new Key(key), version);
    }

    /** Forgets the queue and what was watched. */
    void reset() {
        queue = null;
        spoilt = false;
        watched.clear();
    }
}
