package io.larder.pubsub;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.maybe;
import static io.larder.command.Argument.pattern;

import io.larder.command.Argument;
import io.larder.command.Command;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Session;

/**
 * SUBSCRIBE, PSUBSCRIBE, SSUBSCRIBE and their opposites: on a connection that takes pushes. Other commands may be sent
 * on it all the same.
 *
 * @see <a href="https://redis.io/docs/latest/develop/interact/pubsub/">Pub/sub</a>
 */
public final class SubscribeCommands {

    private final ChannelRegistry channels;
    private final Family<Session> family = new Family<>(Session.class, Group.PUBSUB);

    /** Commands that listen to these channels. */
    public SubscribeCommands(ChannelRegistry channels) {
        this.channels = channels;
        row("SUBSCRIBE", "2.0.0", many(bytes("channel")))
                .summary("Begins to listen to channels.")
                .complexity("O(N) in the number of channels")
                .example("SUBSCRIBE news", "1) \"subscribe\"\n2) \"news\"\n3) (integer) 1")
                .runs((session, names) -> of(session).begin(SessionSubscriber.To.CHANNEL, names.rest()));
        row("UNSUBSCRIBE", "2.0.0", maybe(many(bytes("channel"))))
                .summary("Ends listening to channels, or to all.")
                .complexity("O(N) in the number of channels")
                .example("UNSUBSCRIBE news", "1) \"unsubscribe\"\n2) \"news\"\n3) (integer) 0")
                .runs((session, names) -> of(session).end(SessionSubscriber.To.CHANNEL, names.rest()));
        row("PSUBSCRIBE", "2.0.0", many(pattern("pattern")))
                .summary("Begins to listen to all channels whose names fit patterns.")
                .complexity("O(N) in the number of patterns")
                .example("PSUBSCRIBE news.*", "1) \"psubscribe\"\n2) \"news.*\"\n3) (integer) 1")
                .runs((session, names) -> of(session).begin(SessionSubscriber.To.PATTERN, names.rest()));
        row("PUNSUBSCRIBE", "2.0.0", maybe(many(pattern("pattern"))))
                .summary("Ends listening to patterns, or to all.")
                .complexity("O(N) in the number of patterns")
                .example("PUNSUBSCRIBE news.*", "1) \"punsubscribe\"\n2) \"news.*\"\n3) (integer) 0")
                .runs((session, names) -> of(session).end(SessionSubscriber.To.PATTERN, names.rest()));
        row("SSUBSCRIBE", "7.0.0", many(key("shardchannel")))
                .summary("Begins to listen to sharded channels.")
                .complexity("O(N) in the number of channels")
                .example("SSUBSCRIBE orders", "1) \"ssubscribe\"\n2) \"orders\"\n3) (integer) 1")
                .runs((session, names) -> of(session).begin(SessionSubscriber.To.SHARD, names.rest()));
        row("SUNSUBSCRIBE", "7.0.0", maybe(many(key("shardchannel"))))
                .summary("Ends listening to sharded channels, or to all.")
                .complexity("O(N) in the number of channels")
                .example("SUNSUBSCRIBE orders", "1) \"sunsubscribe\"\n2) \"orders\"\n3) (integer) 0")
                .runs((session, names) -> of(session).end(SessionSubscriber.To.SHARD, names.rest()));
    }

    /** The rows. */
    public Family<Session> family() {
        return family;
    }

    private Command.Row<Session> row(String name, String since, Argument names) {
        return family.command(name).since(since).takes(names).flag(Flag.PUBSUB);
    }

    private SessionSubscriber of(Session session) {
        return SessionSubscriber.of(session, channels);
    }
}
