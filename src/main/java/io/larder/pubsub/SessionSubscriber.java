package io.larder.pubsub;

import io.larder.command.CommandError;
import io.larder.command.Effort;
import io.larder.command.Key;
import io.larder.command.Outlet;
import io.larder.command.Reply;
import io.larder.command.Session;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** A connection that has sent SUBSCRIBE or the like: what it listens to, and how messages become pushes. */
final class SessionSubscriber implements Subscriber {

    private static final int MOST = 10_000;
    private static final Object MESSAGE = new Object();
    private static final Reply MESSAGE_WORD = Reply.bytes("message");
    private static final Reply PATTERN_WORD = Reply.bytes("pmessage");

    private final ChannelRegistry channels;
    private final Outlet outlet;
    private final Shard shard = new Shard();
    private final Set<Key> names = new LinkedHashSet<>();
    private final Set<Key> patterns = new LinkedHashSet<>();
    private final Set<Key> shards = new LinkedHashSet<>();

    private SessionSubscriber(ChannelRegistry channels, Outlet outlet) {
        this.channels = channels;
        this.outlet = outlet;
    }

    /**
     * That of a session.
     *
     * @throws CommandError where the session takes no pushes
     */
    static SessionSubscriber of(Session session, ChannelRegistry channels) {
        Outlet outlet = session.outlet();
        return session.part(SessionSubscriber.class, () -> {
            SessionSubscriber made = new SessionSubscriber(channels, outlet);
            session.atEnd(made::leaveAll);
            return made;
        });
    }

    /** What a subscription is to. */
    enum To {
        CHANNEL("subscribe"),
        PATTERN("psubscribe"),
        SHARD("ssubscribe");

        private final Reply begins;
        private final Reply ends;

        To(String word) {
            begins = Reply.bytes(word);
            ends = Reply.bytes(word.equals("subscribe") ? "unsubscribe" : word.charAt(0) + "un" + word.substring(1));
        }
    }

    /** Begins to listen, and answers with a push for each name. */
    Reply begin(To to, byte[][] wanted) {
        if (names.size() + patterns.size() + shards.size() + wanted.length > MOST) {
            throw new CommandError("ERR max subscriptions of a connection exceeded. Limit: " + MOST);
        }
        for (byte[] name : wanted) {
            ChannelRegistry.requireName(name);
        }
        List<Reply.Push> pushes = new ArrayList<>(wanted.length);
        for (byte[] name : wanted) {
            if (set(to).add(new Key(name))) {
                listen(to, name);
            }
            pushes.add(Reply.Push.of(to.begins, Reply.bytes(name), Reply.whole(count(to))));
        }
        return new Reply.Pushes(pushes);
    }

    private void listen(To to, byte[] name) {
        try {
            switch (to) {
                case CHANNEL -> channels.subscribe(name, this, Wish.PLAIN, Effort.BRIEF, none -> {});
                case PATTERN -> channels.subscribePattern(name, this);
                case SHARD -> channels.subscribeShard(name, shard);
            }
        } catch (CommandError refusal) {
            set(to).remove(new Key(name));
            throw refusal;
        }
    }

    /** Ends listening, to all where nothing is named, and answers with a push for each name. */
    Reply end(To to, byte[][] named) {
        byte[][] gone =
                named.length > 0 ? named : set(to).stream().map(Key::bytes).toArray(byte[][]::new);
        List<Reply.Push> pushes = new ArrayList<>(gone.length);
        for (byte[] name : gone) {
            leave(to, name);
            pushes.add(Reply.Push.of(to.ends, Reply.bytes(name), Reply.whole(count(to))));
        }
        if (pushes.isEmpty()) {
            pushes.add(Reply.Push.of(to.ends, Reply.NIL, Reply.whole(count(to))));
        }
        return new Reply.Pushes(pushes);
    }

    private void leave(To to, byte[] name) {
        if (set(to).remove(new Key(name))) {
            switch (to) {
                case CHANNEL -> channels.unsubscribe(name, this);
                case PATTERN -> channels.unsubscribePattern(name, this);
                case SHARD -> channels.unsubscribeShard(name, shard);
            }
        }
    }

    private void leaveAll() {
        for (To to : To.values()) {
            end(to, new byte[0][]);
        }
    }

    private Set<Key> set(To to) {
        return switch (to) {
            case CHANNEL -> names;
            case PATTERN -> patterns;
            case SHARD -> shards;
        };
    }

    /** Sharded channels are counted for themselves. */
    private int count(To to) {
        return to == To.SHARD ? shards.size() : names.size() + patterns.size();
    }

    @Override
    public Executor lane() {
        return outlet.lane();
    }

    @Override
    public void published(Publication publication) {
        outlet.push(push(publication, MESSAGE_WORD));
    }

    private static Reply.Push push(Publication publication, Reply word) {
        return publication
                .forms()
                .get(
                        MESSAGE,
                        () -> Reply.Push.of(word, Reply.bytes(publication.channel()), Reply.bytes(publication.data())));
    }

    /** The pattern's array is the same for all who listen to it, so it names the form as well. */
    @Override
    public void published(byte[] pattern, Publication publication) {
        outlet.push(publication
                .forms()
                .get(
                        pattern,
                        () -> Reply.Push.of(
                                PATTERN_WORD,
                                Reply.bytes(pattern),
                                Reply.bytes(publication.channel()),
                                Reply.bytes(publication.data()))));
    }

    /** The same connection, listening to sharded channels: a name there is another channel than here. */
    private final class Shard implements Subscriber {
        private static final Reply WORD = Reply.bytes("smessage");

        @Override
        public Executor lane() {
            return outlet.lane();
        }

        @Override
        public void published(Publication publication) {
            outlet.push(push(publication, WORD));
        }
    }
}
