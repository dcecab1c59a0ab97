package io.larder.pubsub;

import io.larder.command.CommandError;
import io.larder.command.Effort;
import io.larder.command.Forms;
import io.larder.command.Key;
import io.larder.keyspace.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The channels of this process: who listens to what, and how a message finds them.
 *
 * <p>A channel is here while somebody listens. Sharded channels are a namespace of their own. Patterns stand in one
 * list, as every message has to be held against each of them.
 */
public final class ChannelRegistry implements Channels {

    private static final int MOST_PATTERNS = 10_000;

    private final Clock clock;
    private final ChannelRules rules;
    private final Namespace plain = new Namespace();
    private final Namespace sharded = new Namespace();
    private final Map<Key, Topic> patterns = new ConcurrentHashMap<>();
    private final List<Topic> patternList = new CopyOnWriteArrayList<>();

    /** Channels with these settings. */
    public ChannelRegistry(Clock clock, ChannelRules rules) {
        this.clock = clock;
        this.rules = rules;
    }

    /** Channels by name. */
    static final class Namespace {
        private final Map<Key, Topic> topics = new ConcurrentHashMap<>();

        void enter(byte[] name, Subscriber subscriber, Wish wish, ChannelSettings settings, Runnable answer) {
            Key key = new Key(name);
            while (!topics.computeIfAbsent(key, absent -> Topic.channel(name))
                    .enter(subscriber, wish, settings, null, answer)) {
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

        int listeners(byte[] name) {
            Topic topic = topics.get(new Key(name));
            return topic == null ? 0 : topic.size();
        }

        void deliver(Publication publication) {
            Topic topic = topics.get(new Key(publication.channel()));
            if (topic != null) {
                topic.deliver(publication);
            }
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
        plain.enter(channel, subscriber, wish, settings, () -> answer.accept(Subscribed.PLAIN));
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
        sharded.enter(channel, subscriber, Wish.PLAIN, ChannelSettings.PLAIN, () -> {});
    }

    /** Ends listening to a sharded channel. Whether it listened. */
    boolean unsubscribeShard(byte[] channel, Subscriber subscriber) {
        return sharded.leave(channel, subscriber, ChannelSettings.PLAIN);
    }

    /** Sends a message to those who listen to its channel, and to patterns that fit. */
    void send(Publication publication) {
        plain.deliver(publication);
        for (Topic pattern : patternList) {
            if (pattern.fits(publication.channel())) {
                pattern.deliverByPattern(publication);
            }
        }
    }

    /** How many a message on a channel would reach, each pattern of theirs counted. */
    int receivers(byte[] channel) {
        int count = plain.listeners(channel);
        for (Topic pattern : patternList) {
            if (pattern.fits(channel)) {
                count += pattern.size();
            }
        }
        return count;
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
    int patterns() {
        return patternList.size();
    }

    @Override
    public void announce(byte[] channel, byte[] data) {
        send(new Publication(channel, data, 0, "", null, Map.of(), clock.now(), new Forms()));
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
