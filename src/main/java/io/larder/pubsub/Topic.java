package io.larder.pubsub;

import io.larder.command.Glob;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A channel or a pattern that somebody listens to. Its lock is the order of its messages; while it is held nothing is
 * waited for. Where a channel's key is locked as well, the key was locked first.
 */
final class Topic {

    private final byte[] name;
    private final @Nullable Glob glob;
    private final Map<Subscriber, Listener> listeners = new IdentityHashMap<>(2);
    private final Audience audience = new Audience();
    private @Nullable Audience curious;
    private @Nullable Position position;
    private boolean closed;

    /** One who listens, and what they asked for. */
    private record Listener(
            Audience.Seat seat,
            Audience.@Nullable Seat curious,
            @Nullable ClientInfo present) {}

    private Topic(byte[] name, @Nullable Glob glob) {
        this.name = name;
        this.glob = glob;
    }

    static Topic channel(byte[] name) {
        return new Topic(name, null);
    }

    static Topic pattern(byte[] pattern) {
        return new Topic(pattern, new Glob(pattern));
    }

    /** The channel's name, or the pattern. */
    byte[] name() {
        return name;
    }

    /** Whether a pattern fits a channel. */
    boolean fits(byte[] channel) {
        return glob != null && glob.matches(channel);
    }

    /** How many listen. */
    synchronized int size() {
        return audience.size();
    }

    /**
     * Lets a subscriber in, and answers it.
     *
     * @param stream where the channel's stream is, or null where that is not known
     * @return false where this topic is closed: there is another of its name, or none
     */
    synchronized boolean enter(
            Subscriber subscriber, Wish wish, ChannelSettings settings, @Nullable Position stream, Runnable answer) {
        if (closed) {
            return false;
        }
        if (stream != null) {
            follow(stream.epoch(), stream.offset(), stream.offset());
        }
        ClientInfo present = settings.presence() || settings.joinLeave() ? wish.present() : null;
        boolean known = listeners.containsKey(subscriber);
        if (!known) {
            Audience.Seat hears = null;
            if (wish.joinLeave() && settings.joinLeave()) {
                curious = curious == null ? new Audience() : curious;
                hears = curious.add(subscriber);
            }
            listeners.put(subscriber, new Listener(audience.add(subscriber), hears, present));
        }
        answer.run();
        if (!known && present != null && settings.joinLeave() && curious != null) {
            curious.tell(each -> each.joined(name, present));
        }
        return true;
    }

    /** Lets a subscriber go. Whether it was there. */
    synchronized boolean leave(Subscriber subscriber, ChannelSettings settings) {
        Listener listener = listeners.remove(subscriber);
        if (listener == null) {
            return false;
        }
        audience.remove(listener.seat());
        if (listener.curious() != null && curious != null) {
            curious.remove(listener.curious());
        }
        ClientInfo present = listener.present();
        if (present != null && settings.joinLeave() && curious != null) {
            curious.tell(each -> each.left(name, present));
        }
        closed = audience.size() == 0;
        return true;
    }

    /** Whether nobody listens any more, and nobody will. */
    synchronized boolean closed() {
        return closed;
    }

    /** Gives a message to all who listen to this channel, behind all that was given before. */
    synchronized void deliver(Publication publication) {
        if (publication.offset() > 0) {
            follow(publication.epoch(), publication.offset() - 1, publication.offset());
        }
        audience.tell(each -> each.published(publication));
    }

    /** Gives a message to all who listen to this pattern. */
    synchronized void deliverByPattern(Publication publication) {
        audience.tell(each -> each.published(name, publication));
    }

    /** The stream goes on from one offset to another; if that is not where we were, those who listen have to know. */
    private void follow(String epoch, long from, long to) {
        Position was = position;
        if (was != null && (was.offset() != from || !was.epoch().equals(epoch))) {
            audience.tell(each -> each.lost(name));
        }
        position = new Position(epoch, to);
    }

    /** Who is here, as they are shown. */
    synchronized List<ClientInfo> present() {
        List<ClientInfo> all = new ArrayList<>();
        for (Listener listener : listeners.values()) {
            if (listener.present() != null) {
                all.add(listener.present());
            }
        }
        return all;
    }
}
