package io.larder.pubsub;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.maybe;
import static io.larder.command.Argument.pattern;

import io.larder.command.Arguments;
import io.larder.command.Command;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Glob;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.command.Session;
import java.util.ArrayList;
import java.util.List;

/** PUBSUB and its subcommands: who listens to what. */
public final class PubsubCommands {

    private final ChannelRegistry channels;
    private final Family<Session> family = new Family<>(Session.class, Group.PUBSUB);

    /** Commands that tell of these channels. */
    public PubsubCommands(ChannelRegistry channels) {
        this.channels = channels;
        row("PUBSUB CHANNELS", "2.8.0")
                .summary("Lists the channels that somebody listens to, or those of them that fit a pattern.")
                .complexity("O(N) in the number of such channels")
                .takes(maybe(pattern("pattern")))
                .flag(Flag.ENUMERATES)
                .example("PUBSUB CHANNELS", "(empty array)")
                .runs((session, arguments) -> list(channels.plain(), arguments));
        row("PUBSUB NUMPAT", "2.8.0")
                .summary("Counts the patterns that somebody listens to.")
                .complexity("O(1)")
                .example("PUBSUB NUMPAT", "(integer) 0")
                .runs((session, arguments) -> Reply.whole(channels.patterns()));
        row("PUBSUB NUMSUB", "2.8.0")
                .summary("Counts who listens to channels, patterns aside.")
                .complexity("O(N) in the number of channels")
                .takes(maybe(many(bytes("channel"))))
                .example("PUBSUB NUMSUB news", "1) \"news\"\n2) (integer) 0")
                .runs((session, arguments) -> count(channels.plain(), arguments));
        row("PUBSUB SHARDCHANNELS", "7.0.0")
                .summary("Lists the sharded channels that somebody listens to, or those of them that fit a pattern.")
                .complexity("O(N) in the number of such channels")
                .takes(maybe(pattern("pattern")))
                .flag(Flag.ENUMERATES)
                .example("PUBSUB SHARDCHANNELS", "(empty array)")
                .runs((session, arguments) -> list(channels.sharded(), arguments));
        row("PUBSUB SHARDNUMSUB", "7.0.0")
                .summary("Counts who listens to sharded channels.")
                .complexity("O(N) in the number of channels")
                .takes(maybe(many(bytes("shardchannel"))))
                .example("PUBSUB SHARDNUMSUB orders", "1) \"orders\"\n2) (integer) 0")
                .runs((session, arguments) -> count(channels.sharded(), arguments));
        family.help("PUBSUB", "6.2.0");
    }

    /** The rows. */
    public Family<Session> family() {
        return family;
    }

    private Command.Row<Session> row(String name, String since) {
        return family.command(name).since(since).flag(Flag.PUBSUB);
    }

    private static Reply list(ChannelRegistry.Namespace namespace, Arguments arguments) {
        Glob fits = arguments.more() ? new Glob(arguments.bytes()) : null;
        arguments.end();
        List<byte[]> names = namespace.active();
        if (fits != null) {
            names.removeIf(name -> !fits.matches(name));
        }
        return Reply.many(names);
    }

    private static Reply count(ChannelRegistry.Namespace namespace, Arguments arguments) {
        List<Reply> counts = new ArrayList<>();
        while (arguments.more()) {
            byte[] name = arguments.bytes();
            counts.add(Reply.bytes(name));
            counts.add(Reply.whole(namespace.listeners(name)));
        }
        return new Reply.Many(counts);
    }
}
