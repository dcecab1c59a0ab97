package io.larder.security;

import io.larder.command.Caller;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whom every door asks before it does anything for anybody: may this address come, has it come too often, whose token
 * is this. What is not limited costs nothing; a token that was right before on the same connection costs a comparison.
 */
public final class Reception {

    /** Is told who is not let in. */
    @FunctionalInterface
    public interface Told {
        /** Somebody from there is not let in; {@code request} names the request, where there is one. */
        void turnedAway(InetAddress from, Turned.Reason reason, @Nullable Supplier<String> request);
    }

    private final Tokens tokens;
    private final Admittance admittance;
    private final Told told;
    private final Proxies proxies;
    private final Guesses guesses;
    private final @Nullable Rate<Long> addressRate;
    private final @Nullable Rate<Caller> callerRate;
    private final @Nullable Crowd<Long> fromAddress;
    private final @Nullable Crowd<Caller> withToken;

    /**
     * A reception of which nobody is told whom it turns away.
     *
     * @param nanos a clock that only goes forward
     */
    public Reception(Tokens tokens, Admittance admittance, LongSupplier nanos) {
        this(tokens, admittance, nanos, (from, reason, request) -> {});
    }

    /**
     * A reception.
     *
     * @param nanos a clock that only goes forward
     * @param told is told who is not let in
     */
    public Reception(Tokens tokens, Admittance admittance, LongSupplier nanos, Told told) {
        this.told = told;
        this.tokens = tokens;
        this.admittance = admittance;
        this.proxies = new Proxies(admittance.proxies());
        int remembered = admittance.remembered();
        this.guesses =
                new Guesses(admittance.guesses(), admittance.longestLock().toNanos(), remembered, nanos);
        this.addressRate = rate(admittance.requestsPerAddress(), remembered, nanos);
        this.callerRate = rate(admittance.requestsPerToken(), remembered, nanos);
        this.fromAddress = crowd(admittance.connectionsPerAddress());
        this.withToken = crowd(admittance.connectionsPerToken());
    }

    private static <K> @Nullable Rate<K> rate(int most, int remembered, LongSupplier nanos) {
        return most == 0 ? null : new Rate<>(most, remembered, nanos);
    }

    private static <K> @Nullable Crowd<K> crowd(int most) {
        return most == 0 ? null : new Crowd<>(most);
    }

    /** The tokens. */
    public Tokens tokens() {
        return tokens;
    }

    /** Whether a connection from there may be made at all. */
    public boolean mayConnect(InetAddress peer) {
        return proxies.trusts(peer)
                || admittance.networks().isEmpty()
                || Network.anyContains(admittance.networks(), peer)
                || Network.anyContains(admittance.operations(), peer);
    }

    /** Counts a connection, if there may be one more from there. */
    public boolean connects(InetAddress peer) {
        return fromAddress == null || proxies.trusts(peer) || fromAddress.enter(Visitor.number(peer));
    }

    /** A connection that was {@linkplain #connects counted} is gone. */
    public void disconnected(InetAddress peer) {
        if (fromAddress != null && !proxies.trusts(peer)) {
            fromAddress.leave(Visitor.number(peer));
        }
    }

    /** Whether anything at all is to be asked before a request is looked at, by {@link #arrives}. */
    public boolean asksEverybody() {
        return addressRate != null
                || !admittance.networks().isEmpty()
                || !admittance.operations().isEmpty()
                || !admittance.proxies().isEmpty();
    }

    /** Whether requests are counted, or asked for anything but their token. */
    public boolean countsRequests() {
        return callerRate != null || asksEverybody();
    }

    /** Whether a caller was let in last on this connection, so that {@link #admit} would let them in once more. */
    public boolean knows(Visitor visitor, Caller caller) {
        return caller == visitor.known;
    }

    /**
     * A request has come in.
     *
     * @param forwarded its headers {@code X-Forwarded-For}, joined by commas, or null
     * @param operation whether it is to a page for operators
     * @throws Turned where it is not looked at
     */
    public void arrives(Visitor visitor, @Nullable String forwarded, boolean operation) {
        visitor.taken = null;
        if (forwarded != null && proxies.trusts(visitor.peer)) {
            visitor.comesFrom(proxies.client(visitor.peer, forwarded));
        } else {
            visitor.comesFrom(visitor.peer);
        }
        boolean own = operation && !admittance.operations().isEmpty();
        var from = own ? admittance.operations() : admittance.networks();
        if (!from.isEmpty() && !Network.anyContains(from, visitor.address())) {
            throw new Turned(Turned.Reason.NETWORK, "ERR this service may not be used from this address", 0);
        }
        if (addressRate != null) {
            count(visitor, addressRate.take(visitor.number()), "from this address");
        }
    }

    /**
     * Whose token came with a request.
     *
     * @param token its bytes, or null where none came
     * @throws Turned where it counts for nothing, or has come too often
     */
    public Caller recognize(Visitor visitor, byte @Nullable [] token) {
        return admit(visitor, token, tokens.caller(token));
    }

    /**
     * The same for a token that somebody else has looked at.
     *
     * @param caller whom it stands for, or null where it is wrong
     */
    public Caller admit(Visitor visitor, byte @Nullable [] token, @Nullable Caller caller) {
        Caller right = caller;
        if (right == null || right != visitor.known) {
            right = judge(visitor, token, caller);
        }
        if (callerRate != null) {
            count(visitor, callerRate.take(right), "with this token");
        }
        return right;
    }

    /**
     * One more request of somebody who was let in comes on a connection that stays, as a message does on a WebSocket.
     *
     * @param caller as whom it counts; null where only the address does
     * @throws Turned where it comes too often
     */
    public void comesAgain(Visitor visitor, @Nullable Caller caller) {
        if (addressRate != null) {
            count(visitor, addressRate.take(visitor.number()), "from this address");
        }
        if (callerRate != null && caller != null) {
            count(visitor, callerRate.take(caller), "with this token");
        }
    }

    private Caller judge(Visitor visitor, byte @Nullable [] token, @Nullable Caller caller) {
        boolean anyone = tokens.open() && caller != null && caller.user() == null;
        if (!anyone) {
            if (token != null) {
                long wait = guesses.wait(visitor.number(), caller);
                if (wait > 0) {
                    throw locked(wait);
                }
            }
            if (caller == null) {
                if (token != null) {
                    guesses.wrong(visitor.number(), token);
                }
                throw new Turned(Turned.Reason.TOKEN, "WRONGPASS invalid or missing auth token", 0);
            }
            guesses.right(visitor.number(), caller);
        }
        if (caller == null) {
            throw new Turned(Turned.Reason.TOKEN, "WRONGPASS invalid or missing auth token", 0);
        }
        countConnection(visitor, caller);
        visitor.known = caller;
        return caller;
    }

    /** Tells of somebody who was turned away. Whoever catches that does it, as it knows which request it was. */
    public void tell(Visitor visitor, Turned turned, @Nullable Supplier<String> request) {
        told.turnedAway(visitor.address(), turned.reason(), request);
    }

    private Turned locked(long wait) {
        long seconds = seconds(wait);
        return new Turned(
                Turned.Reason.LOCKED,
                "ERR too many wrong tokens came from this address. Try again in " + seconds + " s",
                seconds);
    }

    private void countConnection(Visitor visitor, Caller caller) {
        if (withToken != null && !caller.equals(visitor.counted)) {
            left(visitor);
            if (!withToken.enter(caller)) {
                throw new Turned(
                        Turned.Reason.OFTEN,
                        "ERR max number of connections with this token reached. Limit: "
                                + admittance.connectionsPerToken(),
                        1);
            }
            visitor.counted = caller;
        }
    }

    /** A connection is gone. */
    public void left(Visitor visitor) {
        Caller counted = visitor.counted;
        if (withToken != null && counted != null) {
            withToken.leave(counted);
            visitor.counted = null;
        }
    }

    private void count(Visitor visitor, Rate.Taken taken, String of) {
        Rate.Taken before = visitor.taken;
        if (before == null || taken.refused() || taken.left() < before.left()) {
            visitor.taken = taken;
        }
        if (taken.refused()) {
            throw new Turned(
                    Turned.Reason.OFTEN,
                    "ERR max requests per second " + of + " exceeded. Limit: " + taken.most(),
                    seconds(taken.waitNanos()),
                    taken.waitNanos());
        }
    }

    /** Seconds, rounded up, at least one. */
    static long seconds(long nanos) {
        return Math.max(1, (nanos + TimeUnit.SECONDS.toNanos(1) - 1) / TimeUnit.SECONDS.toNanos(1));
    }
}
