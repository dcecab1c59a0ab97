package io.larder.security;

import io.larder.command.Caller;
import io.larder.command.Origin;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection, and whoever is at its other end. Behind a proxy that may be somebody else with each request. Used by
 * the thread of the connection only.
 */
public final class Visitor {

    final InetAddress peer;
    private InetAddress address;
    private long number;

    /** Whose token was right from this address, on this connection. */
    @Nullable
    Caller known;

    /** As whose connection this one counts. */
    @Nullable
    Caller counted;

    Rate.@Nullable Taken taken;

    private @Nullable Origin request;

    /** A connection from an address. */
    public Visitor(InetAddress peer) {
        this.peer = peer;
        this.address = peer;
        this.number = number(peer);
    }

    /** The address of whoever sent the present request. */
    public InetAddress address() {
        return address;
    }

    /** The connection becomes another protocol's, by this request. */
    public void upgraded(Origin by) {
        request = by;
    }

    /** The one request of a connection that has become another protocol's; null before. */
    public @Nullable Origin request() {
        return request;
    }

    /** All of an IPv4 address; the first half of an IPv6 address, the rest of which is its owner's to choose. */
    static long number(InetAddress address) {
        byte[] bytes = address.getAddress();
        // The first half of 2000::/3, where all of IPv6 that is in use is, never has that many zeros in front.
        return bytes.length == Integer.BYTES
                ? ByteBuffer.wrap(bytes).getInt() & 0xffffffffL
                : ByteBuffer.wrap(bytes).getLong();
    }

    long number() {
        return number;
    }

    void comesFrom(InetAddress client) {
        if (!client.equals(address)) {
            address = client;
            number = number(client);
            known = null;
        }
    }

    /** How often they may come and how often still, where that is limited. */
    public @Nullable Allowance allowance() {
        Rate.Taken last = taken;
        return last == null
                ? null
                : new Allowance(last.most(), Math.max(0, last.left()), Reception.seconds(last.resetNanos()));
    }

    /**
     * How often somebody may come.
     *
     * @param limit how often in a second
     * @param remaining how often still at once
     * @param resetSeconds when as often as ever again
     */
    public record Allowance(int limit, long remaining, long resetSeconds) {}
}
