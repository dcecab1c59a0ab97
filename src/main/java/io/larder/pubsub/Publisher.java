package io.larder.pubsub;

import io.larder.command.Forms;
import io.larder.command.Key;
import io.larder.keyspace.Keyspace;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishes within a command: where the channel keeps history the message is stored with the command, and in any case
 * it is delivered once the command is stored. Until then the keys of the stream are locked, so the messages of a
 * channel with history are delivered in the order of their offsets.
 */
final class Publisher {

    private final ChannelRegistry channels;

    Publisher(ChannelRegistry channels) {
        this.channels = channels;
    }

    /**
     * What is published.
     *
     * @param id a key by which a repetition is known, or null
     * @param tags what is put beside the data
     * @param from who publishes, where subscribers may see that
     */
    record Message(
            byte[] channel,
            byte[] data,
            byte @Nullable [] id,
            Map<String, String> tags,
            @Nullable ClientInfo from) {}

    /** What has become of it: offset 0 and no epoch without history, no receivers where it was a repetition. */
    record Outcome(long offset, String epoch, int receivers) {}

    Outcome publish(Keyspace keyspace, Message message) {
        byte[] channel = message.channel();
        ChannelRegistry.requireName(channel);
        ChannelRegistry.requireData(message.data());
        ChannelSettings settings = channels.settings(channel);
        Key key = new Key(channel);
        byte[] id = message.id();
        if (!settings.keepsHistory()) {
            channels.forgetStream(keyspace, key);
        }
        if (!settings.keepsHistory() && id == null) {
            return deliver(keyspace, key, publication(message, Position.NONE, keyspace.now()));
        }
        ChannelStream stream = ChannelStream.open(keyspace, channel, settings);
        StreamHead head = stream.head();
        if (id != null) {
            Long known = head.remembered(id, keyspace.now());
            if (known != null) {
                return new Outcome(known, known == 0 ? "" : head.position().epoch(), 0);
            }
        }
        Position next = Position.NONE;
        if (settings.keepsHistory()) {
            next = new Position(head.position().epoch(), head.position().offset() + 1);
        }
        Publication publication = publication(message, next, Math.max(head.time(), keyspace.now()));
        if (settings.keepsHistory()) {
            stream.append(publication);
        }
        if (id != null) {
            head.remember(id, next.offset(), keyspace.now());
        }
        return deliver(keyspace, key, publication);
    }

    private static Publication publication(Message message, Position at, long time) {
        return new Publication(
                message.channel(),
                message.data(),
                at.offset(),
                at.epoch(),
                message.from(),
                message.tags(),
                time,
                new Forms());
    }

    /** Whoever begins to listen between here and the end of the step comes after the message. */
    private Outcome deliver(Keyspace keyspace, Key key, Publication publication) {
        Topic channel = channels.plain().topic(key);
        int receivers = channels.receivers(key.bytes(), channel);
        keyspace.afterwards(() -> channels.send(publication, channel));
        return new Outcome(publication.offset(), publication.epoch(), receivers);
    }
}
