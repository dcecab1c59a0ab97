package io.larder.door.websocket;

import io.larder.command.Caller;
import io.larder.command.CommandError;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.TooLong;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.JsonFields;
import io.larder.door.codec.JsonWriter;
import io.larder.door.codec.RequestId;
import io.larder.door.codec.Worker;
import io.larder.pubsub.Channels;
import io.larder.pubsub.ClientInfo;
import io.larder.pubsub.Position;
import io.larder.pubsub.Publication;
import io.larder.pubsub.Subscribed;
import io.larder.pubsub.Subscriber;
import io.larder.pubsub.Wish;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/channels/{channel}/live}: one channel, for {@code new WebSocket(url)}. First it is told where the stream
 * is and what was missed, then each message comes as it is published.
 */
final class ChannelSocket implements Receiver, Subscriber {

    private static final Logger LOG = Logger.getLogger(ChannelSocket.class);

    private static final Object MESSAGE = new Object();

    private final Context context;
    private final Connection connection;
    private final Session session;
    private final byte[] channel;
    private final ClientInfo self;
    private final boolean joinLeave;
    private boolean ended;

    /** What all of them share. */
    private record Context(Vertx vertx, Dispatcher dispatcher, Channels channels) {}

    private ChannelSocket(Context context, Connection connection, Handshake handshake) {
        this.context = context;
        this.connection = connection;
        this.channel = handshake.segments().get(0);
        this.session = handshake.session();
        String user = handshake.text("user");
        this.self = new ClientInfo(user == null ? "" : user, UUID.randomUUID().toString(), null, null);
        this.joinLeave = handshake.query().containsKey("join-leave");
    }

    /** What is behind the path. */
    static Endpoint endpoint(Vertx vertx, Dispatcher dispatcher, Channels channels) {
        Context context = new Context(vertx, dispatcher, channels);
        return new Endpoint() {
            @Override
            public String path() {
                return "/v1/channels/*/live";
            }

            @Override
            public int maxMessage() {
                return SocketLimits.SHORT_MESSAGE;
            }

            @Override
            public void check(Handshake handshake) {
                boolean returning = since(handshake) != null;
                Session session = handshake.session();
                try {
                    dispatcher.requireAllowed(session, words("SUBSCRIBE", handshake));
                    if (returning) {
                        dispatcher.requireAllowed(session, words("CHANNEL HISTORY", handshake));
                    }
                } catch (CommandError refusal) {
                    throw Endpoint.refusal(refusal);
                }
            }

            @Override
            public Receiver open(Connection connection, Handshake handshake) {
                ChannelSocket socket = new ChannelSocket(context, connection, handshake);
                socket.begin(since(handshake));
                return socket;
            }
        };
    }

    private static byte[][] words(String command, Handshake handshake) {
        List<byte[]> words = new ArrayList<>(3);
        for (String word : command.split(" ")) {
            words.add(word.getBytes(StandardCharsets.ISO_8859_1));
        }
        words.add(handshake.segments().get(0));
        return words.toArray(byte[][]::new);
    }

    private static @Nullable Position since(Handshake handshake) {
        String since = handshake.text("since");
        String epoch = handshake.text("epoch");
        if (since == null) {
            return null;
        }
        try {
            long offset = Long.parseLong(since);
            if (offset >= 0) {
                return new Position(epoch == null ? "" : epoch, offset);
            }
        } catch (NumberFormatException e) {
            // As below.
        }
        throw new BadRequest("ERR since is the offset of the last message, 0 or more");
    }

    private void begin(@Nullable Position since) {
        boolean kept = context.channels.settings(channel).keepsHistory();
        Wish wish = new Wish(kept, kept && since != null, kept ? since : null, self, joinLeave);
        Consumer<Subscribed> answer = result -> lane().execute(() -> subscribed(result, since));
        try {
            context.channels.subscribe(channel, this, wish, Effort.BRIEF, answer);
        } catch (TooLong signal) {
            Worker.run(
                    context.vertx,
                    () -> context.channels.subscribe(channel, this, wish, Effort.FULL, answer),
                    failure -> lane().execute(() -> refused(failure)));
        } catch (CommandError refusal) {
            lane().execute(() -> refused(refusal));
        }
    }

    private void refused(Throwable failure) {
        if (failure instanceof CommandError refusal) {
            connection.push(error(null, refusal.text()));
            connection.close(CloseCode.REFUSED);
        } else {
            RequestId.error(LOG, "A channel could not be subscribed to", session.requestId(), failure);
            connection.close(CloseCode.ACCIDENT);
        }
    }

    private void subscribed(Subscribed result, @Nullable Position since) {
        if (ended) {
            context.channels.unsubscribe(channel, this);
            return;
        }
        JsonWriter writer = type("subscribed");
        if (result.recoverable()) {
            writer.text("epoch", result.position().epoch())
                    .whole("offset", result.position().offset());
        }
        connection.answer(frame(writer.truth("recovered", result.recovered()).end()));
        if (since != null && !result.recovered()) {
            // What was missed cannot be had: whoever shows it has to load it anew.
            connection.answer(frame(type("lost").end()));
        }
        for (Publication missed : result.missed()) {
            connection.answer(message(missed));
        }
    }

    @Override
    public void published(Publication publication) {
        connection.push(message(publication));
    }

    private static Frame message(Publication publication) {
        return publication.forms().get(MESSAGE, () -> {
            JsonWriter writer = type("message");
            Payload payload = Payload.of(publication);
            switch (payload.kind()) {
                case JSON -> writer.raw("data", payload.bytes());
                case TEXT -> writer.text("text", payload.bytes());
                case BYTES -> writer.text("base64", Base64.getEncoder().encode(payload.bytes()));
            }
            if (publication.offset() > 0) {
                writer.whole("offset", publication.offset());
            }
            if (!publication.tags().isEmpty()) {
                writer.begin("tags");
                publication.tags().forEach(writer::text);
                writer.end();
            }
            ClientInfo publisher = publication.publisher();
            if (publisher != null && !publisher.user().isEmpty()) {
                writer.text("user", publisher.user());
            }
            return frame(writer.end());
        });
    }

    @Override
    public void joined(byte[] where, ClientInfo who) {
        connection.push(info("join", who));
    }

    @Override
    public void left(byte[] where, ClientInfo who) {
        connection.push(info("leave", who));
    }

    private static Frame info(String type, ClientInfo who) {
        return frame(type(type)
                .text("user", who.user())
                .text("client", who.client())
                .maybe("info", who.connectionInfo())
                .end());
    }

    @Override
    public void lost(byte[] where) {
        connection.push(frame(type("lost").end()));
    }

    @Override
    public void received(byte[] text) {
        String refusal = connection.refusal(session.caller());
        byte[] id = null;
        try {
            JsonFields fields = JsonFields.read(text, 0, text.length);
            id = fields.isWord("id") ? fields.raw("id") : null;
            if (refusal != null) {
                throw new BadRequest(429, refusal);
            }
            String type = fields.text("type");
            if (!"publish".equals(type)) {
                throw new BadRequest("ERR a message is {\"type\":\"publish\",\"data\":…}");
            }
            publish(id, data(fields));
        } catch (BadRequest mistake) {
            connection.answer(error(id, mistake.text()));
        }
    }

    private static byte[] data(JsonFields fields) {
        byte[] data = fields.raw("data");
        String text = fields.text("text");
        if ((data == null) == (text == null)) {
            throw new BadRequest("ERR a message has data, which is JSON, or text");
        }
        return data != null ? data : text.getBytes(StandardCharsets.UTF_8);
    }

    private void publish(byte @Nullable [] id, byte[] data) {
        List<byte[]> words = new ArrayList<>();
        for (String word : List.of("CHANNEL", "PUBLISH")) {
            words.add(word.getBytes(StandardCharsets.UTF_8));
        }
        words.add(channel);
        words.add(data);
        if (!self.user().isEmpty()) {
            for (String word : List.of("FROM", self.user(), self.client())) {
                words.add(word.getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[][] command = words.toArray(byte[][]::new);
        try {
            published(id, context.dispatcher.call(session, command, Effort.BRIEF));
        } catch (TooLong signal) {
            connection.busy();
            Callable<Reply> work = () -> context.dispatcher.call(session, command, Effort.FULL);
            Worker.run(
                    context.vertx,
                    work,
                    (reply, failure) -> lane().execute(() -> {
                        if (reply == null) {
                            RequestId.error(LOG, "A message could not be published", session.requestId(), failure);
                            connection.close(CloseCode.ACCIDENT);
                        } else if (!ended) {
                            published(id, reply);
                            connection.done();
                        }
                    }));
        }
    }

    private void published(byte @Nullable [] id, Reply reply) {
        if (reply instanceof Reply.Failure failure) {
            connection.answer(error(id, failure.message()));
            return;
        }
        JsonWriter writer = type("published");
        if (id != null) {
            writer.raw("id", id);
        }
        List<Reply> items = ((Reply.Pairs) reply).items();
        long offset = ((Reply.Whole) items.get(1)).value();
        if (offset > 0) {
            writer.whole("offset", offset);
        }
        connection.answer(frame(writer.end()));
    }

    private static Frame error(byte @Nullable [] id, String text) {
        JsonWriter writer = type("error");
        if (id != null) {
            writer.raw("id", id);
        }
        return frame(writer.text("error", text).end());
    }

    private static JsonWriter type(String type) {
        return new JsonWriter().begin().text("type", type);
    }

    private static Frame frame(JsonWriter writer) {
        return Frame.text(writer.output().bytes(), writer.output().size());
    }

    @Override
    public Executor lane() {
        return connection.lane();
    }

    @Override
    public Caller caller() {
        return session.caller();
    }

    @Override
    public void ended() {
        ended = true;
        context.channels.unsubscribe(channel, this);
    }
}
