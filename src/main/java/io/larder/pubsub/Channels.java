package io.larder.pubsub;

import io.larder.command.CommandError;
import io.larder.command.Effort;
import io.larder.command.TooLong;
import io.larder.keyspace.Keyspace;
import java.util.List;
import java.util.function.Consumer;

/**
 * All channels, as doors see them. A channel is there as long as somebody listens or it has history.
 *
 * <p>Publishing, history and presence are commands, so that every door has them and the gate stands before them;
 * listening is not, as only a door knows where to send.
 */
public interface Channels {

    /** The most bytes of a channel's name or a pattern: a key, and what keyspace notifications put before it. */
    int NAME_LIMIT = Keyspace.KEY_LIMIT + 64;

    /** The most bytes of a message. */
    int DATA_LIMIT = 1 << 20;

    /** The most messages that one subscription recovers, or one reading of history gives. */
    int READ_LIMIT = 1_000;

    /**
     * Begins to listen to one channel. The answer is given while nothing can be published on the channel, and before
     * any message: an answer that is sent there, on the subscriber's lane, stands before all that follows it. Who
     * listens already goes on, once.
     *
     * @throws TooLong where {@code effort} does not suffice, as where history has to be read; nothing has changed, and
     *     nothing was answered. Never without {@link Wish#position}
     * @throws CommandError where it is refused; nothing has changed
     */
    void subscribe(byte[] channel, Subscriber subscriber, Wish wish, Effort effort, Consumer<Subscribed> answer);

    /** Ends listening; nothing is given from here on, if this is the subscriber's lane. Whether it listened. */
    boolean unsubscribe(byte[] channel, Subscriber subscriber);

    /**
     * Begins to listen to all channels whose names fit a pattern, unless it does already.
     *
     * @throws CommandError where there are too many patterns, as each costs every message something
     */
    void subscribePattern(byte[] pattern, Subscriber subscriber);

    /** Ends listening to a pattern. Whether it listened. */
    boolean unsubscribePattern(byte[] pattern, Subscriber subscriber);

    /**
     * Sends a message that the service itself has to tell to whoever listens now. It is never kept. Quick, and without
     * a lock of any key, so that it may be called while a key is locked.
     */
    void announce(byte[] channel, byte[] data);

    /** What is set for a channel. */
    ChannelSettings settings(byte[] channel);

    /** The channels that have subscribers now. */
    List<byte[]> active();
}
