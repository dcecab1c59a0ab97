package io.larder.door.http;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

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
    private static final AtomicLong TURNED_AWAY = new AtomicLong();

    private static volatile int most = Integer.MAX_VALUE - TOLD;

    /** Lets in so many connections at a time. Netty makes the object, so this cannot be one's own. */
    public static void allow(int connections) {
        most = Math.min(connections, Integer.MAX_VALUE - TOLD);
    }

    /** How many connections there may be. */
    public static int most() {
        return most;
    }

    /** How many were one too many. */
    public static long turnedAway() {
        return TURNED_AWAY.get();
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        int open = OPEN.incrementAndGet();
        channel.closeFuture().addListener(closed -> OPEN.decrementAndGet());
        if (open <= most) {
            channel.pipeline().addFirst(new FirstBytes());
        } else {
            TURNED_AWAY.getAndIncrement();
            channel.pipeline().addFirst(new Crowded(open <= most + TOLD));
        }
    }
}
