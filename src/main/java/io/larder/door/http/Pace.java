package io.larder.door.http;

/**
 * How long whoever sends may take, in milliseconds.
 *
 * @param head for the head of a request, from its first byte on
 * @param body for a request's body
 * @param idle without sending anything of a request, over HTTP/2 where pings would keep a connection open for ever
 */
public record Pace(long head, long body, long idle) {

    /** What holds where nothing is set. */
    static final Pace USUAL = new Pace(10_000, 30_000, 75_000);
}
