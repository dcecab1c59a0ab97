package io.larder.door.websocket.centrifuge;

import io.larder.command.Caller;
import io.larder.command.Door;
import io.larder.command.Effort;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.TooLong;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.JsonFields;
import io.larder.door.codec.JsonWriter;
import io.larder.door.codec.RequestId;
import io.larder.door.codec.Worker;
import io.larder.pubsub.ChannelSettings;
import io.larder.pubsub.ClientInfo;
import io.larder.pubsub.History;
import io.larder.pubsub.Publication;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The commands of the protocol that are commands of Larder: publish, history, presence, and any other as {@code rpc}.
 * Each begins on the event loop; one that is too long for it goes on on a worker.
 */
final class Calls {

    private static final Logger LOG = Logger.getLogger(Calls.class);

    /** The most messages of one answer. */
    private static final int MOST = 300;

    /** What stands in the audit for the protocol's own refusal. */
    static final Reply.Failure NOT_ALLOWED = new Reply.Failure("NOPERM permission denied");

    private static final Door DOOR = new Door("centrifuge");

    private final Services services;
    private final Client client;
    private final Subscriptions subscriptions;
    private final Session session;

    Calls(Services services, Client client, Subscriptions subscriptions) {
        this.services = services;
        this.client = client;
        this.subscriptions = subscriptions;
        this.session = session(client.identity().caller());
    }

    /** As whom the client runs commands of its own. */
    private Session own() {
        return session(client.identity().self());
    }

    private Session session(Caller caller) {
        return new Session(DOOR, caller, false)
                .from(client.visitor().address())
                .request(client.visitor().request());
    }

    /** Asks whether whoever could as well run a command might. */
    void requireAllowed(byte[][] command) {
        services.dispatcher().requireAllowed(session, command);
    }

    /** The refusal of what a command would do, which is told to whoever observes commands. */
    ProtocolError denied(Reply.Failure why, String... command) {
        services.dispatcher().denied(own(), words(command).toArray(byte[][]::new), why);
        return ProtocolError.DENIED;
    }

    void publish(long number, JsonFields parameters) {
        String channel = Client.channel(parameters);
        byte[] data = parameters.raw("data");
        if (data == null) {
            throw new Ends.Ending(Ends.BAD_REQUEST);
        }
        if (parameters.whole("type", 0) > 0) {
            throw ProtocolError.NOT_AVAILABLE;
        }
        if (services.views().has(channel) || !mayPublish(channel)) {
            // Its data is nothing to be written down.
            throw denied(NOT_ALLOWED, "CHANNEL", "PUBLISH", channel, "");
        }
        ClientInfo self = subscriptions.self(channel);
        List<byte[]> words = words("CHANNEL", "PUBLISH", channel);
        words.add(data);
        words.addAll(words("FROM", self.user(), self.client()));
        if (self.connectionInfo() != null) {
            words.addAll(words("CONNINFO", self.connectionInfo()));
        }
        if (self.channelInfo() != null) {
            words.addAll(words("CHANINFO", self.channelInfo()));
        }
        call(number, words, reply -> client.answer(Text.reply(number, "publish", fields -> {})));
    }

    private boolean mayPublish(String channel) {
        if (client.identity().rank() != Identity.Rank.USER) {
            return client.identity().caller().mayWrite();
        }
        ChannelSettings settings = services.channels().settings(Text.bytes(channel));
        return settings.publish() && (!settings.closed() || subscriptions.has(channel));
    }

    /** Users see what is on a channel when they are on it themselves. */
    private void requireSight(String of, String channel) {
        if (services.views().has(channel)) {
            throw ProtocolError.NOT_AVAILABLE;
        }
        if (client.identity().rank() == Identity.Rank.USER && !subscriptions.has(channel)) {
            throw denied(NOT_ALLOWED, "CHANNEL", of, channel);
        }
    }

    void history(long number, JsonFields parameters) {
        String channel = Client.channel(parameters);
        requireSight("HISTORY", channel);
        long limit = parameters.whole("limit", 0);
        boolean reverse = parameters.truth("reverse");
        List<byte[]> words = words("CHANNEL", "HISTORY", channel);
        JsonFields since = parameters.object("since");
        if (since != null) {
            long offset = since.whole("offset", 0);
            if (reverse && offset == 0) {
                throw ProtocolError.BAD_REQUEST;
            }
            words.addAll(words("SINCE", Long.toString(offset)));
            String epoch = since.text("epoch");
            if (epoch != null && !epoch.isEmpty()) {
                words.addAll(words("EPOCH", epoch));
            }
        }
        words.addAll(words("LIMIT", Long.toString(limit < 0 ? MOST : Math.min(limit, MOST))));
        if (reverse) {
            words.addAll(words("REVERSE"));
        }
        call(number, words, reply -> {
            History history = History.of(Text.bytes(channel), reply);
            client.answer(Text.reply(number, "history", fields -> history(fields, history)));
        });
    }

    private static void history(JsonWriter fields, History history) {
        fields.beginList("publications");
        for (Publication message : history.messages()) {
            fields.item(Text.publication(message));
        }
        fields.endList()
                .text("epoch", history.position().epoch())
                .whole("offset", history.position().offset());
    }

    void presence(long number, String channel) {
        present(
                number,
                channel,
                present -> client.answer(Text.reply(number, "presence", fields -> {
                    fields.begin("presence");
                    for (ClientInfo who : present) {
                        fields.begin(who.client());
                        Text.info(fields, who);
                        fields.end();
                    }
                    fields.end();
                })));
    }

    void presenceStats(long number, String channel) {
        present(
                number,
                channel,
                present -> client.answer(Text.reply(
                        number,
                        "presence_stats",
                        fields -> fields.whole("num_clients", present.size())
                                .whole(
                                        "num_users",
                                        present.stream()
                                                .map(ClientInfo::user)
                                                .distinct()
                                                .count()))));
    }

    private void present(long number, String channel, Consumer<List<ClientInfo>> then) {
        requireSight("PRESENCE", channel);
        call(number, words("CHANNEL", "PRESENCE", channel), reply -> {
            List<Reply> items = ((Reply.Pairs) reply).items();
            List<ClientInfo> present = new ArrayList<>(items.size() / 2);
            for (int i = 0; i < items.size(); i += 2) {
                List<Reply> who = ((Reply.Many) items.get(i + 1)).items();
                present.add(new ClientInfo(text(who.get(0)), text(items.get(i)), maybe(who.get(1)), maybe(who.get(2))));
            }
            then.accept(present);
        });
    }

    private static String text(Reply reply) {
        return new String(((Reply.Bytes) reply).value(), StandardCharsets.UTF_8);
    }

    private static @org.jspecify.annotations.Nullable String maybe(Reply reply) {
        return reply instanceof Reply.Bytes ? text(reply) : null;
    }

    /** Method {@code command}, or {@link Submit}. */
    void rpc(long number, JsonFields parameters) {
        String method = parameters.text("method");
        if (Submit.METHOD.equals(method)) {
            submit(number, parameters);
        } else if ("command".equals(method)) {
            command(number, parameters);
        } else {
            throw ProtocolError.NO_METHOD;
        }
    }

    private void submit(long number, JsonFields parameters) {
        byte[][] words;
        try {
            JsonFields data = parameters.object("data");
            words = Submit.words(data == null ? JsonFields.NONE : data, client.identity());
        } catch (BadRequest mistake) {
            throw ProtocolError.BAD_REQUEST;
        }
        run(own(), words, reply -> client.answer(Submit.answer(number, reply)));
    }

    /** Runs the command that the data is, for those who could as well run it elsewhere. */
    private void command(long number, JsonFields parameters) {
        byte[][] words;
        try {
            words = parameters.command("data", services.limits());
        } catch (BadRequest mistake) {
            throw ProtocolError.BAD_REQUEST;
        }
        if (words == null) {
            throw ProtocolError.BAD_REQUEST;
        }
        if (client.identity().rank() == Identity.Rank.USER) {
            services.dispatcher().denied(own(), words, NOT_ALLOWED);
            throw ProtocolError.DENIED;
        }
        // Its own refusals are data as well: with their text, which the protocol has no place for.
        run(session, words, reply -> client.answer(Text.reply(number, "rpc", Client.data(reply))));
    }

    private void call(long number, List<byte[]> words, Consumer<Reply> then) {
        run(session, words.toArray(byte[][]::new), reply -> {
            if (reply instanceof Reply.Failure failure) {
                client.answer(Client.error(number, failure.message()));
            } else {
                then.accept(reply);
            }
        });
    }

    /**
     * Lets a user see a view, if the command that shows the same once is answered.
     *
     * @param view answers what the client has asked for, later
     */
    void look(long number, byte[][] command, Runnable view) {
        begin(own(), command, reply -> {
            if (reply instanceof Reply.Failure failure) {
                client.answer(Client.error(number, failure.message()));
                return true;
            }
            boolean[] begun = new boolean[1];
            client.answering(number, () -> {
                view.run();
                begun[0] = true;
            });
            return !begun[0];
        });
    }

    private void run(Session who, byte[][] words, Consumer<Reply> then) {
        begin(who, words, reply -> {
            then.accept(reply);
            return true;
        });
    }

    /**
     * Runs a command.
     *
     * @param then takes the reply, and tells whether the next line may come
     */
    private void begin(Session who, byte[][] words, Predicate<Reply> then) {
        try {
            then.test(services.dispatcher().call(who, words, Effort.BRIEF));
            return;
        } catch (TooLong signal) {
            // Below, then.
        }
        client.hold();
        Callable<Reply> work = () -> services.dispatcher().call(who, words, Effort.FULL);
        Worker.run(
                services.vertx(),
                work,
                (reply, failure) -> client.connection()
                        .lane()
                        .execute(() -> client.guarded(() -> {
                            if (client.gone()) {
                                return;
                            }
                            if (reply == null) {
                                RequestId.error(
                                        LOG, "A command could not be carried out", session.requestId(), failure);
                                throw new Ends.Ending(Ends.SERVER_ERROR);
                            }
                            if (then.test(reply)) {
                                client.go();
                            }
                        })));
    }

    private static List<byte[]> words(String... words) {
        List<byte[]> bytes = new ArrayList<>(words.length + 8);
        for (String word : words) {
            bytes.add(Text.bytes(word));
        }
        return bytes;
    }
}
