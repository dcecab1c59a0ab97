package io.larder.door.http.v1;

import io.larder.command.CommandError;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Session;
import io.larder.command.TooLong;
import io.larder.door.codec.RequestId;
import io.larder.door.codec.Worker;
import io.larder.door.http.EventStream;
import io.larder.door.http.EventStreams;
import io.larder.door.http.ServerSentEvent;
import io.larder.pubsub.Channels;
import io.larder.pubsub.Position;
import io.larder.pubsub.Publication;
import io.larder.pubsub.Subscribed;
import io.larder.pubsub.Subscriber;
import io.larder.pubsub.Wish;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a channel as server-sent events: first what was missed, then whatever comes.
 *
 * <p>Where the channel keeps history each event has an id, {@code epoch:offset}, and so has the beginning; a browser's
 * EventSource comes back with the last one by itself. Where something is missing that cannot be had, an event
 * {@code lost} says so.
 */
@Singleton
final class ChannelEvents {

    private static final Logger LOG = Logger.getLogger(ChannelEvents.class);

    private static final Object FORM = new Object();
    private static final byte[] COME_BACK_SOON = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

    /** A place that no stream has. */
    private static final Position NOWHERE = new Position("?", 0);

    private final Vertx vertx;
    private final Dispatcher dispatcher;
    private final Channels channels;
    private final EventStreams streams;

    ChannelEvents(Vertx vertx, Dispatcher dispatcher, Channels channels, EventStreams streams) {
        this.vertx = vertx;
        this.dispatcher = dispatcher;
        this.channels = channels;
        this.streams = streams;
    }

    /** The place that the id of an event tells. */
    static Position position(String id) {
        int colon = id.lastIndexOf(':');
        try {
            return new Position(id.substring(0, Math.max(colon, 0)), Long.parseLong(id.substring(colon + 1)));
        } catch (NumberFormatException e) {
            return NOWHERE;
        }
    }

    /**
     * Answers a request with a stream, if the caller might subscribe, and get the history, by commands.
     *
     * @param since the last message that the reader has, or null for none
     */
    void open(HttpServerRequest request, Session session, byte[] channel, @Nullable Position since) {
        try {
            dispatcher.requireAllowed(session, Words.of("SUBSCRIBE", channel));
            if (since != null) {
                dispatcher.requireAllowed(session, Words.of("CHANNEL", "HISTORY", channel));
            }
        } catch (CommandError refusal) {
            refuse(request, Refusal.of(refusal.reply()).problem());
            return;
        }
        if (request.version() == HttpVersion.HTTP_1_0) {
            refuse(request, Problem.of(505, "a stream needs HTTP/1.1", null));
            return;
        }
        EventStream stream = streams.of(request, session.caller());
        if (stream == null) {
            refuse(request, Problem.of(503, "max number of streams reached", null));
            return;
        }
        Reader reader = new Reader(stream, channel, since != null);
        Wish wish = since == null ? Wish.POSITION : new Wish(true, true, since, null, false);
        try {
            subscribe(reader, wish, Effort.BRIEF);
        } catch (TooLong signal) {
            Worker.run(vertx, () -> subscribe(reader, wish, Effort.FULL), failure -> refuse(request, reader, failure));
        } catch (RuntimeException e) {
            refuse(request, reader, e);
        }
    }

    private void subscribe(Reader reader, Wish wish, Effort effort) {
        channels.subscribe(
                reader.channel, reader, wish, effort, begin -> reader.lane().execute(() -> reader.begin(begin)));
    }

    private void refuse(HttpServerRequest request, Reader reader, Throwable failure) {
        reader.stream.end();
        if (failure instanceof CommandError refusal) {
            refuse(request, Refusal.of(refusal.reply()).problem());
        } else {
            RequestId.error(LOG, "A stream could not be begun", RequestId.of(request), failure);
            refuse(request, Problem.of(500, "internal error", null));
        }
    }

    private void refuse(HttpServerRequest request, Problem problem) {
        Requests.refuse(vertx, request, problem);
    }

    /** One reader. */
    private final class Reader implements Subscriber {
        private final EventStream stream;
        private final byte[] channel;
        private final boolean returning;

        Reader(EventStream stream, byte[] channel, boolean returning) {
            this.stream = stream;
            this.channel = channel;
            this.returning = returning;
        }

        void begin(Subscribed begin) {
            stream.atEnd(() -> channels.unsubscribe(channel, this));
            String id = begin.recoverable() ? id(begin.position()) : null;
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            first.writeBytes(COME_BACK_SOON);
            if (returning && !begin.recovered()) {
                first.writeBytes(lostEvent(id));
            } else if (id != null) {
                first.writeBytes(ServerSentEvent.of(id, null, null));
            }
            begin.missed().forEach(message -> first.writeBytes(event(message)));
            stream.begin(first.toByteArray());
        }

        @Override
        public Executor lane() {
            return stream.lane();
        }

        @Override
        public void published(Publication publication) {
            stream.send(publication.forms().get(FORM, () -> event(publication)));
        }

        @Override
        public void lost(byte[] name) {
            stream.send(lostEvent(null));
        }

        private byte[] lostEvent(@Nullable String id) {
            return ServerSentEvent.of(id, "lost", Json.bytes(new Lost(Encoding.TEXT.text(channel)), Integer.MAX_VALUE));
        }
    }

    /** What an event {@code lost} says. */
    public record Lost(String channel) {}

    private static byte[] event(Publication message) {
        String id = message.offset() == 0 ? null : id(new Position(message.epoch(), message.offset()));
        return ServerSentEvent.of(id, null, message.data());
    }

    private static String id(Position position) {
        return position.epoch() + ':' + position.offset();
    }
}
