package io.larder.door.websocket;

import java.util.Set;

/**
 * What WebSockets may cost, and which pages may open one.
 *
 * @param connections how many there may be
 * @param message the most bytes of a message to {@code /v1/ws}
 * @param queue the most bytes that wait for a reader
 * @param messages the most messages in a second that come on one connection; 0 for any number
 * @param channels the most channels that a client of the Centrifuge protocol listens to
 * @param views the most views of a leaderboard that a connection watches
 * @param pingMillis the time between two pings
 * @param answerMillis how long a large answer may take to be read, besides what it takes at the rate
 * @param answerRate the bytes of a large answer that have to be read in a second
 * @param anyPage whether, without tokens, pages of any origin may come in
 * @param origins the origins of which pages may come in, or {@code *}; none where nothing is set
 */
public record SocketLimits(
        int connections,
        int message,
        int queue,
        int messages,
        int channels,
        int views,
        long pingMillis,
        long answerMillis,
        long answerRate,
        boolean anyPage,
        Set<String> origins) {

    /** The most bytes of a message to any other endpoint, as the Centrifuge protocol has it. */
    public static final int SHORT_MESSAGE = 65_536;

    /** The most bytes of a frame that is still read, to be refused by the endpoint with a reason. */
    public int maxFrame() {
        return Math.max(message, SHORT_MESSAGE) + SHORT_MESSAGE;
    }
}
