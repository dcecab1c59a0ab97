package io.larder.pubsub;

import io.larder.command.Effort;
import io.larder.command.TooLong;
import java.util.List;
import java.util.function.Consumer;

/**
 * All channels, as doors see them. A channel is there as long as somebody listens or it has history.
 *
 * <p>Publishing, history and presence are commands, so that every door has them and the gate stands before them;
 * listening is not, as only a door knows where to send.
 */
public interface Channels {

    /**
     * Begins to listen to one channel. The answer is given while nothing can be published on the channel, and before
     * any message: an answer that is sent there, on the subscriber's lane, stands before all that follows it.
     *
     * @throws TooLong where {@code effort} does not suffice, as where history has to be read; nothing has changed
     */
    void subscribe(byte[] channel, Subscriber subscriber, Wish wish, Effort effort, Consumer<Subscribed> answer);

    /** Ends listening; nothing is given from here on. Whether it listened. */
    boolean unsubscribe(byte[] channel, Subscriber subscriber);

    /** Begins to listen to all channels whose names fit a pattern. */
    void subscribePattern(byte[] pattern, Subscriber subscriber);

    /** Ends listening to a pattern. Whether it listened. */
    boolean unsubscribePattern(byte[] pattern, Subscriber subscriber);

    /** What is set for a channel. */
    ChannelSettings settings(byte[] channel);

    /** The channels that have subscribers now. */
    List<byte[]> active();
}
