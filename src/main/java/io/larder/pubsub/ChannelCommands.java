package io.larder.pubsub;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CHANNEL and its subcommands: what Redis does not have, messages with a place in a stream that is kept, and who is on
 * a channel.
 */
public final class ChannelCommands {

    private static final CommandError NO_HISTORY = new CommandError("NOHISTORY the channel keeps no history");
    private static final CommandError NO_PRESENCE = new CommandError("NOPRESENCE it is not kept who is on the channel");
    private static final CommandError OTHER_EPOCH =
            new CommandError("UNRECOVERABLE the stream has begun anew: the offset is of another epoch");
    private static final CommandError BAD_OFFSET = new CommandError("ERR offset is not an integer or out of range");
    private static final CommandError BAD_LIMIT = new CommandError("ERR limit is not an integer or out of range");
    private static final int ID_LIMIT = 256;

    private final ChannelRegistry channels;
    private final Publisher publisher;
    private final Family<Keyspace> family = new Family<>(Keyspace.class, Group.PUBSUB);

    /** Commands on these channels. */
    public ChannelCommands(ChannelRegistry channels) {
        this.channels = channels;
        this.publisher = new Publisher(channels);
        publishing();
        reading();
        family.help("CHANNEL", "7.0.0");
    }

    /** The rows. */
    public Family<Keyspace> family() {
        return family;
    }

    private void publishing() {
        family.command("CHANNEL PUBLISH")
                .summary("Sends a message to a channel, and answers its place in the stream and how many listen.")
                .since("7.0.0")
                .complexity("O(N+M), N being the number that listen to the channel and M the number of patterns")
                .takes(
                        bytes("channel"),
                        bytes("message"),
                        option("ID", bytes("key")),
                        option("TAGS", bytes("json")),
                        option("FROM", bytes("user"), bytes("client")),
                        option("CONNINFO", bytes("json")),
                        option("CHANINFO", bytes("json")))
                .flag(Flag.PUBSUB)
                .flag(Flag.PUBLISHES)
                .fast()
                .example(
                        "CHANNEL PUBLISH news hello ID 7f3a",
                        "1) \"offset\"\n2) (integer) 0\n3) \"epoch\"\n4) \"\"\n5) \"receivers\"\n6) (integer) 0")
                .runs(this::publish);
    }

    private Reply publish(Keyspace keyspace, Arguments arguments) {
        byte[] channel = arguments.bytes();
        byte[] data = arguments.bytes();
        byte[] id = null;
        Map<String, String> tags = Map.of();
        String user = null;
        String client = "";
        String connectionInfo = null;
        String channelInfo = null;
        while (arguments.more()) {
            if (arguments.option("ID")) {
                id = arguments.bytes();
            } else if (arguments.option("TAGS")) {
                tags = JsonText.strings("TAGS", arguments.bytes());
            } else if (arguments.option("FROM")) {
                user = arguments.text();
                client = arguments.text();
            } else if (arguments.option("CONNINFO")) {
                connectionInfo = JsonText.value("CONNINFO", arguments.bytes());
            } else if (arguments.option("CHANINFO")) {
                channelInfo = JsonText.value("CHANINFO", arguments.bytes());
            } else {
                throw CommandError.SYNTAX;
            }
        }
        if (id != null && id.length > ID_LIMIT) {
            throw new CommandError("ERR max idempotency key size exceeded. Limit: " + ID_LIMIT + " bytes");
        }
        ClientInfo from = user == null ? null : new ClientInfo(user, client, connectionInfo, channelInfo);
        Publisher.Outcome outcome = publisher.publish(keyspace, new Publisher.Message(channel, data, id, tags, from));
        return new Reply.Pairs(List.of(
                Reply.bytes("offset"),
                Reply.whole(outcome.offset()),
                Reply.bytes("epoch"),
                Reply.bytes(outcome.epoch()),
                Reply.bytes("receivers"),
                Reply.whole(outcome.receivers())));
    }

    private void reading() {
        family.command("CHANNEL HISTORY")
                .summary("Answers where a channel's stream is, and the messages that are kept.")
                .since("7.0.0")
                .complexity("O(log(N)+M), N being the number of messages that are kept and M that of those answered")
                .takes(
                        bytes("channel"),
                        option("SINCE", whole("offset")),
                        option("EPOCH", bytes("epoch")),
                        option("LIMIT", whole("count")),
                        flag("REVERSE"))
                .flag(Flag.PUBSUB)
                .reads()
                .example("CHANNEL HISTORY news", "(error) NOHISTORY the channel keeps no history")
                .runs(this::history);
        family.command("CHANNEL PRESENCE")
                .summary("Answers who is on a channel: for each connection its user and what is known of both.")
                .since("7.0.0")
                .complexity("O(N) in the number that listen")
                .takes(bytes("channel"))
                .flag(Flag.PUBSUB)
                .example("CHANNEL PRESENCE news", "(error) NOPRESENCE it is not kept who is on the channel")
                .runs(this::presence);
    }

    private Reply history(Keyspace keyspace, Arguments arguments) {
        byte[] channel = arguments.bytes();
        Long since = null;
        String epoch = "";
        int limit = Channels.READ_LIMIT;
        boolean reverse = false;
        while (arguments.more()) {
            if (arguments.option("SINCE")) {
                since = arguments.count(BAD_OFFSET);
            } else if (arguments.option("EPOCH")) {
                epoch = arguments.text();
            } else if (arguments.option("LIMIT")) {
                limit = (int) Math.min(arguments.count(BAD_LIMIT), Channels.READ_LIMIT);
            } else if (arguments.flag("REVERSE")) {
                reverse = true;
            } else {
                throw CommandError.SYNTAX;
            }
        }
        ChannelSettings settings = channels.settings(channel);
        if (!settings.keepsHistory()) {
            throw NO_HISTORY;
        }
        return history(ChannelStream.find(keyspace, channel, settings), since, epoch, limit, reverse)
                .reply();
    }

    private static History history(
            @Nullable ChannelStream stream, @Nullable Long since, String epoch, int limit, boolean reverse) {
        Position position = stream == null ? Position.NONE : stream.position();
        if (!epoch.isEmpty() && !epoch.equals(position.epoch())) {
            throw OTHER_EPOCH;
        }
        return new History(position, stream == null ? List.of() : stream.read(since, limit, reverse));
    }

    private Reply presence(Keyspace keyspace, Arguments arguments) {
        byte[] channel = arguments.bytes();
        if (!channels.settings(channel).presence()) {
            throw NO_PRESENCE;
        }
        List<Reply> items = new ArrayList<>();
        for (ClientInfo who : channels.present(channel)) {
            items.add(Reply.bytes(who.client()));
            items.add(Reply.many(Reply.bytes(who.user()), text(who.connectionInfo()), text(who.channelInfo())));
        }
        return new Reply.Pairs(items);
    }

    private static Reply text(@Nullable String value) {
        return value == null ? Reply.NIL : Reply.bytes(value);
    }
}
