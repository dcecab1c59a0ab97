package io.larder.door.http;

/**
 * How long whoever sends may take, and whoever reads a large answer, in milliseconds.
 *
 * @param head for the head of a request, from its first byte on
 * @param body for a request's body
 * @param idle without sending anything of a request, over HTTP/2 where pings would keep a connection open for ever
 * @param answer for a large answer, besides what it takes at the rate
 * @param rate the bytes of large answers that have to be read in a second
 */
public record Pace(long head, long body, long idle, long answer, long rate) {

    /** What holds where nothing is set. */
    static final Pace USUAL = new Pace(10_000, 30_000, 75_000);

    /** Whoever reads has the usual time. */
    Pace(long head, long body, long idle) {
        this(head, body, idle, 30_000, 32 << 10);
    }
}
