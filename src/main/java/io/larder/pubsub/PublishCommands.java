package io.larder.pubsub;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.key;

import io.larder.command.Arguments;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Forms;
import io.larder.command.Group;
import io.larder.command.Key;
import io.larder.command.Reply;
import io.larder.keyspace.Keyspace;
import java.util.Map;

/**
 * PUBLISH and SPUBLISH.
 *
 * @see <a href="https://redis.io/docs/latest/develop/interact/pubsub/">Pub/sub</a>
 */
public final class PublishCommands {

    private final ChannelRegistry channels;
    private final Publisher publisher;
    private final Family<Keyspace> family = new Family<>(Keyspace.class, Group.PUBSUB);

    /** Commands that publish to these channels. */
    public PublishCommands(ChannelRegistry channels) {
        this.channels = channels;
        this.publisher = new Publisher(channels);
        family.command("PUBLISH")
                .summary("Sends a message to a channel, and answers how many listen.")
                .since("2.0.0")
                .complexity("O(N+M), N being the number that listen to the channel and M the number of patterns")
                .takes(bytes("channel"), bytes("message"))
                .flag(Flag.PUBSUB)
                .flag(Flag.PUBLISHES)
                .fast()
                .example("PUBLISH news hello", "(integer) 0")
                .runs(this::publish);
        family.command("SPUBLISH")
                .summary("Sends a message to a sharded channel, and answers how many listen.")
                .since("7.0.0")
                .complexity("O(N) in the number that listen")
                .takes(key("shardchannel"), bytes("message"))
                .flag(Flag.PUBSUB)
                .flag(Flag.PUBLISHES)
                .fast()
                .example("SPUBLISH orders hello", "(integer) 0")
                .runs(this::publishToShard);
    }

    /** The rows. */
    public Family<Keyspace> family() {
        return family;
    }

    private Reply publish(Keyspace keyspace, Arguments arguments) {
        byte[] channel = arguments.bytes();
        byte[] data = arguments.bytes();
        return Reply.whole(publisher
                .publish(keyspace, new Publisher.Message(channel, data, null, Map.of(), null))
                .receivers());
    }

    private Reply publishToShard(Keyspace keyspace, Arguments arguments) {
        byte[] channel = arguments.key();
        byte[] data = arguments.bytes();
        ChannelRegistry.requireData(data);
        Topic listening = channels.sharded().topic(new Key(channel));
        Publication publication = new Publication(channel, data, 0, "", null, Map.of(), keyspace.now(), new Forms());
        if (listening == null) {
            return Reply.whole(0);
        }
        keyspace.afterwards(() -> listening.deliver(publication));
        return Reply.whole(listening.size());
    }
}
