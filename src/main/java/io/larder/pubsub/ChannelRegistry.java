package io.larder.pubsub;

import io.larder.command.Argument;
import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.CommandError;
import io.larder.command.Effort;
import io.larder.command.Engine;
import io.larder.command.Family;
import io.larder.command.Forms;
import io.larder.command.Group;
import io.larder.command.Key;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The channels of this process: who listens to what, and how a message finds them.
 *
 * <p>A channel is here while somebody listens. Sharded channels are a namespace of their own. Patterns stand in one
 * list, as every message has to be held against each of them.
 */
public final class ChannelRegistry implements Channels {

    private static final int MOST_PATTERNS = 10_000;

    /** Of so many channels it is remembered that they have no stream; of others it is looked up each time. */
    private static final int MOST_STREAMLESS = 10_000;

    private static final int SHORT_NAME = 256;

    private static final Session OWN = new Session(new Caller("channels", true), false);
    private static final byte[] NAME = {};

    private final Engine<Keyspace> engine;
    private final Clock clock;
    private final ChannelRules rules;
    private final Namespace plain = new Namespace();
    private final Namespace sharded = new Namespace();
    private final Map<Key, Topic> patterns = new ConcurrentHashMap<>();
    private final Set<Key> streamless = ConcurrentHashMap.newKeySet();
    private final List<Topic> patternList = new CopyOnWriteArrayList<>();

    /**
     * Channels with these settings.
     *
     * @param engine where history is
     */
    public ChannelRegistry(Engine<Keyspace> engine, Clock clock, ChannelRules rules) {
        this.engine = engine;
        this.clock = clock;
        this.rules = rules;
    }

    /** Channels by name. */
    static final class Namespace {
        private final Map<Key, Topic> topics = new ConcurrentHashMap<>();

        void enter(
                byte[] name,
                Subscriber subscriber,
                Wish wish,
                ChannelSettings settings,
                @Nullable Position stream,
                Runnable answer) {
            Key key = new Key(name);
            while (!topics.computeIfAbsent(key, absent -> Topic.channel(name))
                    .enter(subscriber, wish, settings, stream, answer)) {
                Thread.onSpinWait();
            }
        }

        boolean leave(byte[] name, Subscriber subscriber, ChannelSettings settings) {
            Key key = new Key(name);
            Topic topic = topics.get(key);
            if (topic == null || !topic.leave(subscriber, settings)) {
                return false;
            }
            if (topic.closed()) {
                topics.remove(key, topic);
            }
            return true;
        }

        int channels() {
            return topics.size();
        }

        int seats() {
            int seats = 0;
            for (Topic topic : topics.values()) {
                seats += topic.size();
            }
            return seats;
        }

        @Nullable
        Topic topic(Key name) {
            return topics.get(name);
        }

        int listeners(byte[] name) {
            Topic topic = topic(new Key(name));
            return topic == null ? 0 : topic.size();
        }

        List<byte[]> active() {
            List<byte[]> names = new ArrayList<>();
            topics.values().forEach(topic -> names.add(topic.name()));
            return names;
        }
    }

    @Override
    public void subscribe(
            byte[] channel, Subscriber subscriber, Wish wish, Effort effort, Consumer<Subscribed> answer) {
        requireName(channel);
        ChannelSettings settings = rules.of(channel);
        if (!wish.position() || !settings.keepsHistory()) {
            plain.enter(channel, subscriber, wish, settings, null, () -> answer.accept(Subscribed.PLAIN));
            return;
        }
        // Where the stream is first asked for it begins, so that whoever is told so has an epoch to come back with.
        boolean entered = step(channel, false, effort, keyspace -> {
            ChannelStream stream = ChannelStream.find(keyspace, channel, settings);
            return stream != null && enter(keyspace, stream, subscriber, wish, settings, answer);
        });
        if (!entered) {
            step(channel, true, effort, keyspace -> {
                ChannelStream stream = ChannelStream.open(keyspace, channel, settings);
                return enter(keyspace, stream, subscriber, wish, settings, answer);
            });
        }
    }

    /** Nobody publishes while a step of the channel's has not ended, and it has not before this has run. */
    private boolean enter(
            Keyspace keyspace,
            ChannelStream stream,
            Subscriber subscriber,
            Wish wish,
            ChannelSettings settings,
            Consumer<Subscribed> answer) {
        Subscribed begin = stream.begin(wish);
        Position now = stream.position();
        keyspace.afterwards(
                () -> plain.enter(stream.channel(), subscriber, wish, settings, now, () -> answer.accept(begin)));
        return true;
    }

    /** Does something of our own with a channel's stream, as a command would. */
    private boolean step(byte[] channel, boolean writes, Effort effort, Predicate<Keyspace> work) {
        Command.Row<Keyspace> row = new Family<>(Keyspace.class, Group.PUBSUB)
                .command("SUBSCRIBE")
                .takes(Argument.key("stream"), Argument.key("messages"));
        Command<Keyspace> command =
                (writes ? row.writes() : row.reads()).runs((keyspace, arguments) -> Reply.truth(work.test(keyspace)));
        byte[][] words = {NAME, StreamHead.key(channel), ChannelStream.messagesKey(channel)};
        return engine.run(new Call<>(OWN, command, words), effort) == Reply.ONE;
    }

    @Override
    public boolean unsubscribe(byte[] channel, Subscriber subscriber) {
        return plain.leave(channel, subscriber, rules.of(channel));
    }

    @Override
    public void subscribePattern(byte[] pattern, Subscriber subscriber) {
        requireName(pattern);
        Key key = new Key(pattern);
        while (true) {
            Topic topic = patterns.computeIfAbsent(key, absent -> newPattern(pattern));
            if (topic.enter(subscriber, Wish.PLAIN, ChannelSettings.PLAIN, null, () -> {})) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    private Topic newPattern(byte[] pattern) {
        if (patternList.size() >= MOST_PATTERNS) {
            throw new CommandError("ERR too many patterns are subscribed to. Limit: " + MOST_PATTERNS);
        }
        Topic topic = Topic.pattern(pattern);
        patternList.add(topic);
        return topic;
    }

    @Override
    public boolean unsubscribePattern(byte[] pattern, Subscriber subscriber) {
        Key key = new Key(pattern);
        Topic topic = patterns.get(key);
        if (topic == null || !topic.leave(subscriber, ChannelSettings.PLAIN)) {
            return false;
        }
        if (topic.closed() && patterns.remove(key, topic)) {
            patternList.remove(topic);
        }
        return true;
    }

    /** Begins to listen to a sharded channel. */
    void subscribeShard(byte[] channel, Subscriber subscriber) {
        requireName(channel);
        sharded.enter(channel, subscriber, Wish.PLAIN, ChannelSettings.PLAIN, null, () -> {});
    }

    /** Ends listening to a sharded channel. Whether it listened. */
    boolean unsubscribeShard(byte[] channel, Subscriber subscriber) {
        return sharded.leave(channel, subscriber, ChannelSettings.PLAIN);
    }

    /** Sends a message to those who listen to its channel, if any do, and to patterns that fit. */
    void send(Publication publication, @Nullable Topic channel) {
        if (channel != null) {
            channel.deliver(publication);
        }
        for (Topic pattern : patternList) {
            if (pattern.fits(publication.channel())) {
                pattern.deliverByPattern(publication);
            }
        }
    }

    /** Sees to it that a channel which keeps nothing has no stream of an earlier time, before it is published on. */
    void forgetStream(Keyspace keyspace, Key key) {
        if (streamless.contains(key)) {
            return;
        }
        byte[] channel = key.bytes();
        ChannelStream.forget(keyspace, channel);
        keyspace.afterwards(() -> {
            if (channel.length <= SHORT_NAME && streamless.size() < MOST_STREAMLESS) {
                streamless.add(key);
            }
        });
    }

    /** How many a message on a channel would reach, each pattern of theirs counted. */
    int receivers(byte[] name, @Nullable Topic channel) {
        int count = channel == null ? 0 : channel.size();
        for (Topic pattern : patternList) {
            if (pattern.fits(name)) {
                count += pattern.size();
            }
        }
        return count;
    }

    /** Who is on a channel, each connection once. */
    List<ClientInfo> present(byte[] channel) {
        Topic topic = plain.topics.get(new Key(channel));
        return topic == null ? List.of() : topic.present();
    }

    /** The channels and who listens to them by name. */
    Namespace plain() {
        return plain;
    }

    /** The sharded channels. */
    Namespace sharded() {
        return sharded;
    }

    /** How many patterns are listened to. */
    public int patterns() {
        return patternList.size();
    }

    /** How many channels are listened to by name, sharded ones among them. */
    public int channels() {
        return plain.channels() + sharded.channels();
    }

    /** How often somebody listens: each listener as often as the channels and patterns that it has asked for. */
    public int subscriptions() {
        int seats = plain.seats() + sharded.seats();
        for (Topic pattern : patternList) {
            seats += pattern.size();
        }
        return seats;
    }

    @Override
    public void announce(byte[] channel, byte[] data) {
        Publication publication = new Publication(channel, data, 0, "", null, Map.of(), clock.now(), new Forms());
        send(publication, plain.topic(new Key(channel)));
    }

    @Override
    public ChannelSettings settings(byte[] channel) {
        return rules.of(channel);
    }

    @Override
    public List<byte[]> active() {
        return plain.active();
    }

    /** Refuses a name that is too long. */
    static void requireName(byte[] name) {
        if (name.length > NAME_LIMIT) {
            throw new CommandError("ERR max channel name size exceeded. Limit: " + NAME_LIMIT + " bytes");
        }
    }

    /** Refuses a message that is too long. */
    static void requireData(byte[] data) {
        if (data.length > DATA_LIMIT) {
            throw new CommandError("ERR max message size exceeded. Limit: " + DATA_LIMIT + " bytes");
        }
    }
}
