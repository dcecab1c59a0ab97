package io.larder.door.http;

import io.larder.door.codec.FrontDesk;
import io.larder.security.Reception;
import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the HTTP server, at every connection that comes in: counts them, and has what is not HTTP answered as
 * the doors would answer it.
 *
 * <p>The server below the doors refuses a malformed request, or one connection too many, before any handler of theirs
 * is asked, and without a body. Netty lets a service that it finds change each connection that it accepts, where
 * {@link #SWITCH} is set before the server is made.
 */
public final class Connections extends ChannelInitializerExtension {

    /** The system property that makes Netty look for services. */
    public static final String SWITCH = EXTENSIONS_SYSTEM_PROPERTY;

    /** The value of {@link #SWITCH}. */
    public static final String ON = "serviceload";

    /** So many more than there may be are told so; who comes after them is cut off. */
    private static final int TOLD = 1_000;

    private static final AtomicInteger OPEN = new AtomicInteger();
    private static final AtomicLong ACCEPTED = new AtomicLong();
    private static final AtomicLong TURNED_AWAY = new AtomicLong();

    private static volatile int most = Integer.MAX_VALUE - TOLD;

    private static volatile @Nullable Reception reception;

    private static volatile Pace pace = Pace.USUAL;

    /** Lets in so many connections at a time. Netty makes the object, so this cannot be one's own. */
    static void allow(int connections) {
        most = Math.min(connections, Integer.MAX_VALUE - TOLD);
    }

    /**
     * Lets in so many connections at a time.
     *
     * @param ask who is asked from where connections may come
     * @param time how long whoever sends or reads may take
     */
    public static void allow(int connections, Reception ask, Pace time) {
        allow(connections);
        reception = ask;
        pace = time;
    }

    /** How long whoever sends or reads may take. */
    static Pace pace() {
        return pace;
    }

    /** How many connections there may be. */
    public static int most() {
        return most;
    }

    /** How many are open now. */
    public static long open() {
        return OPEN.get();
    }

    /** How many were ever open. */
    public static long accepted() {
        return ACCEPTED.get();
    }

    /** How many were one too many. */
    public static long turnedAway() {
        return TURNED_AWAY.get();
    }

    @Override
    public void postInitializeServerListenerChannel(ServerChannel channel) {
        Departure.listens(channel);
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        Reception ask = reception;
        InetAddress peer = FrontDesk.address(channel);
        // Who comes from elsewhere is told nothing, as little as by a firewall.
        if (!Departure.comes(channel) || ask != null && !ask.mayConnect(peer)) {
            channel.pipeline().addFirst(Shut.ALL);
            return;
        }
        int open = OPEN.incrementAndGet();
        ACCEPTED.getAndIncrement();
        channel.closeFuture().addListener(closed -> OPEN.decrementAndGet());
        if (open > most) {
            TURNED_AWAY.getAndIncrement();
            channel.pipeline().addFirst(new Crowded(Crowded.ALL, open <= most + TOLD));
        } else if (ask != null && !ask.connects(peer)) {
            TURNED_AWAY.getAndIncrement();
            channel.pipeline().addFirst(new Crowded(Crowded.OF_ADDRESS, true));
        } else {
            if (ask != null) {
                channel.closeFuture().addListener(closed -> ask.disconnected(peer));
            }
            channel.pipeline().addFirst(new FirstBytes());
        }
        channel.pipeline().addFirst(WireMeter.ALL);
    }
}
