package io.larder.door.websocket.centrifuge;

import io.larder.command.CommandError;
import io.larder.command.Effort;
import io.larder.command.Reply;
import io.larder.command.TooLong;
import io.larder.door.codec.JsonFields;
import io.larder.door.codec.JsonWriter;
import io.larder.door.codec.Worker;
import io.larder.pubsub.ChannelSettings;
import io.larder.pubsub.ClientInfo;
import io.larder.pubsub.Position;
import io.larder.pubsub.Publication;
import io.larder.pubsub.Subscribed;
import io.larder.pubsub.Subscriber;
import io.larder.pubsub.Wish;
import io.larder.security.Claims;
import io.larder.security.TokenRefused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The channels that a client listens to. */
final class Subscriptions implements Subscriber {

    private static final Logger LOG = Logger.getLogger(Subscriptions.class);

    /** The most bytes of a channel's name. */
    private static final int LONGEST_NAME = 255;

    /** The client would rather have an error than go on with a gap. */
    private static final int NO_GAP = 2;

    /** What stands in the audit for a channel's token that is not for this user, or forged. */
    private static final Reply.Failure WRONG_TOKEN = new Reply.Failure("WRONGPASS invalid token");

    private static final int INSUFFICIENT_STATE = 2500;
    private static final int EXPIRED = 2501;

    private final Services services;
    private final Client client;
    private final Map<String, Subscription> open = new HashMap<>(4);

    /** One of them. */
    static final class Subscription {
        private final String channel;
        private final byte[] name;
        private final ClientInfo self;
        private final boolean byItself;
        private @Nullable Future<?> deadline;
        private @Nullable Runnable watch;

        Subscription(String channel, ClientInfo self, boolean byItself) {
            this.channel = channel;
            this.name = Text.bytes(channel);
            this.self = self;
            this.byItself = byItself;
        }

        String channel() {
            return channel;
        }

        /** Has it end by this. */
        void watches(Runnable end) {
            watch = end;
        }
    }

    Subscriptions(Services services, Client client) {
        this.services = services;
        this.client = client;
    }

    /** Whether the client listens to a channel. */
    boolean has(String channel) {
        return open.containsKey(channel);
    }

    /** How others on a channel see the client. */
    ClientInfo self(String channel) {
        Subscription known = open.get(channel);
        return known != null ? known.self : self(null, client.identity());
    }

    private ClientInfo self(@Nullable String channelInfo, Identity identity) {
        return new ClientInfo(identity.user(), client.id(), identity.info(), channelInfo);
    }

    void subscribe(long number, JsonFields parameters) {
        String channel = Client.channel(parameters);
        String delta = parameters.text("delta");
        if (Text.bytes(channel).length > LONGEST_NAME || delta != null && !delta.equals("fossil")) {
            throw ProtocolError.BAD_REQUEST;
        }
        if (parameters.whole("type", 0) > 0) {
            throw ProtocolError.NOT_AVAILABLE;
        }
        if (open.containsKey(channel)) {
            throw ProtocolError.SUBSCRIBED;
        }
        if (open.size() >= services.mostChannels()) {
            throw ProtocolError.LIMIT;
        }
        Claims claims = claims(parameters.text("token"), channel);
        ChannelSettings settings = services.channels().settings(Text.bytes(channel));
        if (settings.closed() && claims == null && client.identity().rank() != Identity.Rank.TOKEN) {
            throw client.calls().denied(Calls.NOT_ALLOWED, "SUBSCRIBE", channel);
        }
        if (client.identity().rank() != Identity.Rank.USER) {
            requireAllowed(channel, parameters.truth("recover") && settings.keepsHistory());
        }
        long expiresAt = claims == null ? 0 : claims.expiresAt();
        Subscription one =
                new Subscription(channel, self(claims == null ? null : claims.info(), client.identity()), false);
        if (services.views().has(channel)) {
            if (claims == null && isHidden(settings)) {
                client.calls().look(number, services.views().command(channel), () -> watch(number, one, parameters));
            } else {
                watch(number, one, parameters);
                expire(one, expiresAt);
            }
            return;
        }
        boolean recover = parameters.truth("recover") && settings.keepsHistory();
        Wish wish = wish(settings, one, parameters, recover);
        enter(number, one, wish, client::go, result -> {
            if (recover && !result.recovered() && (parameters.whole("flag", 0) & NO_GAP) != 0) {
                leave(one);
                throw ProtocolError.UNRECOVERABLE;
            }
            expire(one, expiresAt);
            client.answer(Text.reply(number, "subscribe", fields -> {
                client.expiry(fields, expiresAt);
                Text.subscribed(fields, result, recover);
            }));
        });
    }

    /** Whoever may run commands listens to what a command would show them. */
    private void requireAllowed(String channel, boolean recover) {
        if (services.views().has(channel)) {
            client.calls().requireAllowed(services.views().command(channel));
            return;
        }
        byte[] name = Text.bytes(channel);
        client.calls().requireAllowed(new byte[][] {Text.bytes("SUBSCRIBE"), name});
        if (recover) {
            client.calls().requireAllowed(new byte[][] {Text.bytes("CHANNEL"), Text.bytes("HISTORY"), name});
        }
    }

    /** A view shows what is stored: to users it is open where a setting names it; else it is for the data to say. */
    private boolean isHidden(ChannelSettings settings) {
        return client.identity().rank() == Identity.Rank.USER && settings == ChannelSettings.PLAIN;
    }

    private static Wish wish(ChannelSettings settings, Subscription one, JsonFields parameters, boolean recover) {
        return new Wish(
                settings.keepsHistory(),
                recover,
                recover ? position(parameters) : null,
                one.self,
                parameters.truth("join_leave"));
    }

    /** Where a client says that it was; an epoch that it does not name may be any. */
    static Position position(JsonFields parameters) {
        String epoch = parameters.text("epoch");
        return new Position(epoch == null ? "" : epoch, parameters.whole("offset", 0));
    }

    private @Nullable Claims claims(@Nullable String token, String channel) {
        if (token == null || token.isEmpty() || !services.doorkeeper().checksSigned()) {
            return null;
        }
        try {
            return services.doorkeeper().subscription(token, client.identity().user(), channel);
        } catch (TokenRefused refusal) {
            throw refusal == TokenRefused.EXPIRED ? ProtocolError.EXPIRED : wrongToken(channel);
        }
    }

    private ProtocolError wrongToken(String channel) {
        return client.calls().denied(WRONG_TOKEN, "SUBSCRIBE", channel);
    }

    /** Lets the client in on a channel of its token, and writes how. */
    void admit(String channel, Claims.Grant grant, JsonFields position, JsonWriter subs, Runnable done) {
        ChannelSettings settings = services.channels().settings(Text.bytes(channel));
        Subscription one = new Subscription(channel, self(grant.info(), client.identity()), true);
        boolean recover = position.truth("recover") && settings.keepsHistory();
        enter(0, one, wish(settings, one, position, recover), done, result -> {
            subs.begin(channel);
            subs.maybe("data", grant.data());
            Text.subscribed(subs, result, recover);
            subs.end();
        });
    }

    /**
     * Begins to listen. Nothing else of the client is done until that is answered.
     *
     * @param after what comes after the answer
     */
    private void enter(long number, Subscription one, Wish wish, Runnable after, Consumer<Subscribed> answer) {
        // It is given while nothing can be published: what is given to the lane there stands before all messages.
        Consumer<Subscribed> answered = result -> lane().execute(() -> {
            if (client.gone()) {
                services.channels().unsubscribe(one.name, this);
                return;
            }
            client.guarded(() -> client.answering(number, () -> answer.accept(result)));
            after.run();
        });
        open.put(one.channel, one);
        try {
            services.channels().subscribe(one.name, this, wish, Effort.BRIEF, answered);
            client.hold();
            return;
        } catch (TooLong signal) {
            client.hold();
        } catch (CommandError refusal) {
            open.remove(one.channel);
            throw refusal;
        }
        Worker.run(
                services.vertx(),
                () -> services.channels().subscribe(one.name, this, wish, Effort.FULL, answered),
                failure -> lane().execute(() -> {
                    open.remove(one.channel);
                    if (!client.gone()) {
                        client.guarded(() -> client.answering(number, () -> refuse(failure)));
                        after.run();
                    }
                }));
    }

    private void refuse(Throwable failure) {
        if (failure instanceof CommandError refusal) {
            throw refusal;
        }
        client.connection().accident(LOG, "A channel could not be subscribed to", failure);
        throw ProtocolError.INTERNAL;
    }

    private void watch(long number, Subscription one, JsonFields parameters) {
        boolean recover = parameters.truth("recover");
        Viewing viewing = new Viewing(client, one, number, recover);
        one.watches(services.views().watch(one.channel, recover ? position(parameters) : null, viewing));
        open.put(one.channel, one);
        client.hold();
    }

    private void expire(Subscription one, long at) {
        if (one.deadline != null) {
            one.deadline.cancel(false);
        }
        if (at > 0) {
            one.deadline = client.connection()
                    .after(services.millisToEnd(at), () -> end(one, EXPIRED, "subscription expired"));
        }
    }

    void refresh(long number, JsonFields parameters) {
        String channel = Client.channel(parameters);
        Subscription one = open.get(channel);
        String token = parameters.text("token");
        if (one == null || token == null) {
            throw ProtocolError.DENIED;
        }
        Claims claims;
        try {
            claims = services.doorkeeper().subscription(token, client.identity().user(), channel);
        } catch (TokenRefused refusal) {
            if (refusal == TokenRefused.EXPIRED) {
                // An error would end the subscription for good; so the client comes back and fetches a token.
                throw new Ends.Ending(Ends.SUBSCRIPTION_EXPIRED);
            }
            throw wrongToken(channel);
        }
        expire(one, claims.expiresAt());
        client.answer(Text.reply(number, "sub_refresh", fields -> client.expiry(fields, claims.expiresAt())));
    }

    /** Ends listening, if the client listens: nothing comes after this. */
    void unsubscribe(String channel) {
        Subscription one = open.get(channel);
        if (one != null) {
            leave(one);
        }
    }

    private void leave(Subscription one) {
        open.remove(one.channel);
        close(one);
    }

    private void close(Subscription one) {
        if (one.deadline != null) {
            one.deadline.cancel(false);
        }
        if (one.watch != null) {
            one.watch.run();
        } else {
            services.channels().unsubscribe(one.name, this);
        }
    }

    /** Ends a subscription from this side. */
    private void end(Subscription one, int code, String reason) {
        if (open.get(one.channel) == one) {
            leave(one);
            client.push(Text.push(
                    one.name,
                    "unsubscribe",
                    fields -> fields.whole("code", code).text("reason", reason)));
        }
    }

    /** The connection is gone. */
    void end() {
        for (Subscription one : new ArrayList<>(open.values())) {
            close(one);
        }
        open.clear();
    }

    @Override
    public Executor lane() {
        return client.connection().lane();
    }

    @Override
    public void published(Publication publication) {
        client.push(Text.push(publication));
    }

    @Override
    public void joined(byte[] channel, ClientInfo who) {
        client.push(info(channel, "join", who));
    }

    @Override
    public void left(byte[] channel, ClientInfo who) {
        client.push(info(channel, "leave", who));
    }

    private static io.larder.door.websocket.Frame info(byte[] channel, String kind, ClientInfo who) {
        return Text.push(channel, kind, fields -> {
            fields.begin("info");
            Text.info(fields, who);
            fields.end();
        });
    }

    @Override
    public void lost(byte[] channel) {
        Subscription one = open.get(new String(channel, java.nio.charset.StandardCharsets.UTF_8));
        if (one == null) {
            return;
        }
        if (one.byItself) {
            client.connection().close(Ends.INSUFFICIENT_STATE);
        } else {
            end(one, INSUFFICIENT_STATE, "insufficient state");
        }
    }
}
