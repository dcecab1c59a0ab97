package io.larder.door.websocket.centrifuge;

/**
 * How long clients may take, in milliseconds.
 *
 * @param ping the time between two pings
 * @param connect how long a connection may be without {@code connect}
 * @param refused how long one may stay whose {@code connect} was refused; clients close it themselves
 * @param grace how long after its end a connection or a subscription may still be refreshed
 */
public record Patience(long ping, long connect, long refused, long grace) {

    private static final long CONNECT = 10_000;
    private static final long REFUSED = 5_000;
    private static final long GRACE = 25_000;
    private static final long PONG = 8_000;

    /** What clients are used to, with pings so far apart. */
    public static Patience withPing(long millis) {
        return new Patience(millis, CONNECT, REFUSED, GRACE);
    }

    /** How long a client has to answer a ping. */
    long pong() {
        return Math.min(PONG, ping / 2);
    }
}
