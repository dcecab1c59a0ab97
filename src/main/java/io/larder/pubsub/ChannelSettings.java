package io.larder.pubsub;

/**
 * What is set for the channels of a name pattern.
 *
 * @param historySize how many messages are kept; 0 for none
 * @param historyMillis how long they are kept
 * @param recovery what somebody who comes back gets
 * @param presence whether it is kept who listens
 * @param joinLeave whether those who ask are told who comes and goes
 * @param publish whether clients that have no token of the service, only a JWT of theirs, may publish
 * @param closed whether such clients need a token for the channel as well
 */
public record ChannelSettings(
        int historySize,
        long historyMillis,
        Recovery recovery,
        boolean presence,
        boolean joinLeave,
        boolean publish,
        boolean closed) {

    /** Those of a channel that is not closed. */
    public ChannelSettings(
            int historySize,
            long historyMillis,
            Recovery recovery,
            boolean presence,
            boolean joinLeave,
            boolean publish) {
        this(historySize, historyMillis, recovery, presence, joinLeave, publish, false);
    }

    /** What somebody who comes back gets. */
    public enum Recovery {
        /** All that was missed, in order, or word that it cannot be had. */
        STREAM,
        /** The newest message, if they have not got it. */
        CACHE
    }

    /** Those of a channel that no setting names: messages are for who listens now. */
    public static final ChannelSettings PLAIN = new ChannelSettings(0, 0, Recovery.STREAM, false, false, false);

    /** Whether messages are kept. */
    public boolean keepsHistory() {
        return historySize > 0;
    }
}
