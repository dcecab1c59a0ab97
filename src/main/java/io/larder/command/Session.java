package io.larder.command;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What lasts from one command of a caller to the next: who they are, and an open transaction. Not for several threads
 * at once.
 *
 * @see <a href="https://redis.io/docs/latest/develop/interact/transactions/">Transactions</a>
 */
public final class Session {

    private static final int MOST_QUEUED = 100_000;

    private static final int MOST_WATCHED = 10_000;

    /** Of the keys that are watched. */
    private static final int MOST_WATCHED_BYTES = 1 << 20;

    /** For an answer that weighs less there is always room. */
    static final long MUCH = 8 << 10;

    private final Door door;
    private final Caller caller;
    private final boolean connected;
    private final @Nullable Outlet outlet;
    private final Map<Class<?>, Object> parts;
    private final List<Runnable> ends;
    private final Map<Key, Long> watched;
    private long watchedBytes;
    private @Nullable InetAddress from;
    private @Nullable Origin request;
    private @Nullable List<Call<?>> queue;
    private boolean spoilt;
    private LongConsumer keeping = bytes -> {};
    private @Nullable Consumer<List<Reply>> answering;

    /**
     * A session of the service's own, which has come in through no door.
     *
     * @param caller who calls
     * @param connected whether more commands can follow on it, so that MULTI and WATCH make sense
     */
    public Session(Caller caller, boolean connected) {
        this(Door.INTERNAL, caller, connected, null);
    }

    /**
     * A session.
     *
     * @param door where it came in
     * @param caller who calls
     * @param connected whether more commands can follow on it, so that MULTI and WATCH make sense
     */
    public Session(Door door, Caller caller, boolean connected) {
        this(door, caller, connected, null);
    }

    /**
     * A session on a connection that also takes what comes without being asked for. {@link #end()} is to be called when
     * the connection is gone.
     */
    public Session(Door door, Caller caller, Outlet outlet) {
        this(door, caller, true, outlet);
    }

    /** A request over HTTP is a session too: what lasts costs it nothing. */
    private Session(Door door, Caller caller, boolean connected, @Nullable Outlet outlet) {
        this.door = door;
        this.caller = caller;
        this.connected = connected;
        this.outlet = outlet;
        this.parts = connected ? new HashMap<>() : Map.of();
        this.ends = connected ? new ArrayList<>() : List.of();
        this.watched = connected ? new HashMap<>() : Map.of();
    }

    /**
     * Where the connection takes what comes without being asked for.
     *
     * @throws CommandError where there is no such place
     */
    public Outlet outlet() {
        if (outlet == null) {
            throw new CommandError("ERR this needs a connection that stays, such as a WebSocket to /v1/ws");
        }
        return outlet;
    }

    /**
     * What some room keeps for this session, which is a connected one, made by {@code make} where it is not there yet.
     */
    @SuppressWarnings("unchecked")
    public <P> P part(Class<P> kind, Supplier<P> make) {
        return (P) parts.computeIfAbsent(kind, absent -> make.get());
    }

    /** Has {@code last} run when the session, which is a connected one, ends. */
    public void atEnd(Runnable last) {
        ends.add(last);
    }

    /** The connection is gone. */
    public void end() {
        if (connected) {
            reset();
            ends.forEach(Runnable::run);
            ends.clear();
            parts.clear();
        }
    }

    /**
     * Has {@code bound} told of the bytes that the replies of a transaction need, before more are made; fewer than none
     * where it starts over, and they are no more. What it throws ends the transaction, and nothing has changed.
     */
    public void boundReplies(LongConsumer bound) {
        keeping = bound;
    }

    /**
     * Has {@code room} see what a step answers that changes something, or a transaction, where that is much, before it
     * stands: there has to be room for the answer, as it cannot be had again. What it throws takes the step back, and
     * nothing has changed.
     */
    public void boundAnswers(Consumer<List<Reply>> room) {
        answering = room;
    }

    /** A step is about to stand that answers this. */
    public void answers(Reply reply) {
        Consumer<List<Reply>> room = answering;
        if (room != null && reply.weight() > MUCH) {
            room.accept(List.of(reply));
        }
    }

    /** A transaction is about to stand that answers these, which weigh so much. */
    public void answers(List<Reply> replies, long weight) {
        Consumer<List<Reply>> room = answering;
        if (room != null && weight > MUCH) {
            room.accept(replies);
        }
    }

    /** So many bytes of replies are kept until the transaction ends, or no longer. */
    public void keeps(long bytes) {
        keeping.accept(bytes);
    }

    /** Where the caller came in. */
    public Door door() {
        return door;
    }

    /** Says from which address the caller comes. */
    public Session from(InetAddress address) {
        from = address;
        return this;
    }

    /** From which address the caller comes; null where that is not known, as with what the service does by itself. */
    public @Nullable InetAddress from() {
        return from;
    }

    /** Says which request brought the caller. */
    public Session request(@Nullable Origin origin) {
        request = origin;
        return this;
    }

    /** The request that brought the caller; null where none did. */
    public @Nullable Origin request() {
        return request;
    }

    /** The id of the request that brought the caller, to be logged; null where none did. */
    public @Nullable String requestId() {
        return request == null ? null : request.get();
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

    /** A command could not be queued, or not even be read, where that was to be done: EXEC will refuse. */
    public void spoil() {
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
        Key one = new Key(key);
        if (watched.containsKey(one)) {
            return;
        }
        if (watched.size() == MOST_WATCHED || watchedBytes + key.length > MOST_WATCHED_BYTES) {
            throw new CommandError("ERR max watched keys of a connection exceeded. Limit: " + MOST_WATCHED + " keys, "
                    + MOST_WATCHED_BYTES + " bytes");
        }
        watched.put(one, version);
        watchedBytes += key.length;
    }

    /** Forgets what was watched. */
    void unwatch() {
        watched.clear();
        watchedBytes = 0;
    }

    /** Forgets the queue and what was watched. */
    public void reset() {
        queue = null;
        spoilt = false;
        if (connected) {
            unwatch();
        }
    }
}
