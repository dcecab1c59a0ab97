package io.larder.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Engine;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.Transactions;
import io.larder.contract.Tables;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import java.util.Arrays;
import java.util.List;

/** Channels on some engine, with the commands that publish to them. */
final class Bench {

    final ChannelRegistry channels;
    private final Dispatcher dispatcher;

    <E extends Engine<Keyspace> & Transactions> Bench(E engine, Clock clock, ChannelSettings settings) {
        channels = new ChannelRegistry(engine, clock, new ChannelRules(List.of(new ChannelRules.Rule("*", settings))));
        CommandTable table = Tables.all(channels, new MonitorCommands(clock)).bind(Keyspace.class, engine);
        dispatcher = new Dispatcher(table, (Call<?> call) -> null, engine);
    }

    /** Runs a command; its words must have no spaces. */
    Reply run(String line) {
        byte[][] words =
                Arrays.stream(line.split(" ")).map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new);
        return dispatcher.call(new Session(new Caller("test", true), true), words, Effort.FULL);
    }

    /** Publishes, and answers the offset. */
    long publish(String channel, String data) {
        Reply reply = run("CHANNEL PUBLISH " + channel + " " + data);
        return ((Reply.Whole) ((Reply.Pairs) reply).items().get(1)).value();
    }

    History history(String channel, String options) {
        return History.of(channel.getBytes(UTF_8), run("CHANNEL HISTORY " + channel + options));
    }

    /** Subscribes, and answers what the subscription begins with. */
    Subscribed subscribe(String channel, Subscriber subscriber, Wish wish) {
        Subscribed[] answer = new Subscribed[1];
        channels.subscribe(channel.getBytes(UTF_8), subscriber, wish, Effort.FULL, begin -> answer[0] = begin);
        return answer[0];
    }

    static Wish since(String epoch, long offset) {
        return new Wish(true, true, new Position(epoch, offset), null, false);
    }

    static String text(Publication publication) {
        return new String(publication.data(), UTF_8);
    }
}
