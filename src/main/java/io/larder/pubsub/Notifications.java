package io.larder.pubsub;

import io.larder.command.Setting;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.EventListener;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Keyspace notifications: tells on channels what commands do to keys. An event {@code lpush} of a key {@code tasks} is
 * the message {@code lpush} on the channel {@code __keyspace@0__:tasks}, and the message {@code tasks} on the channel
 * {@code __keyevent@0__:lpush}; which of them, and of which classes of events, the setting says.
 *
 * <p>As long as it says nothing, the keyspace has no listener.
 *
 * @see <a href="https://redis.io/docs/latest/develop/pubsub/keyspace-notifications/">Keyspace notifications</a>
 */
public final class Notifications implements EventListener {

    private static final byte[] KEY_CHANNEL = ascii("__keyspace@0__:");
    private static final byte[] EVENT_CHANNEL = ascii("__keyevent@0__:");

    private final Channels channels;
    private final Consumer<EventListener> keyspace;
    private volatile NotificationFlags flags = NotificationFlags.NONE;

    /**
     * Tells nothing yet.
     *
     * @param channels where to tell
     * @param keyspace takes who is to listen to it from then on
     */
    public Notifications(Channels channels, Consumer<EventListener> keyspace) {
        this.channels = channels;
        this.keyspace = keyspace;
    }

    /** The setting, which Redis calls so too. */
    public Setting setting() {
        return new Setting("notify-keyspace-events", () -> flags.letters(), letters -> {
            NotificationFlags next = NotificationFlags.of(letters);
            return () -> change(next);
        });
    }

    private void change(NotificationFlags next) {
        flags = next;
        keyspace.accept(next.any() ? this : EventListener.NONE);
    }

    @Override
    public void happened(EventClass kind, String name, byte[] key) {
        NotificationFlags now = flags;
        if (!now.classes().contains(kind)) {
            return;
        }
        byte[] event = ascii(name);
        if (now.byKey()) {
            channels.announce(joined(KEY_CHANNEL, key), event);
        }
        if (now.byEvent()) {
            channels.announce(joined(EVENT_CHANNEL, event), key);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[] prefix, byte[] name) {
        byte[] channel = new byte[prefix.length + name.length];
        System.arraycopy(prefix, 0, channel, 0, prefix.length);
        System.arraycopy(name, 0, channel, prefix.length, name.length);
        return channel;
    }
}
