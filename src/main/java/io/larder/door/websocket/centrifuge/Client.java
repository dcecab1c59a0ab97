package io.larder.door.websocket.centrifuge;

import io.larder.command.Caller;
import io.larder.command.CommandError;
import io.larder.command.Reply;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.JsonEncoder;
import io.larder.door.codec.JsonFields;
import io.larder.door.codec.JsonWriter;
import io.larder.door.websocket.CloseCode;
import io.larder.door.websocket.Connection;
import io.larder.door.websocket.Frame;
import io.larder.door.websocket.Receiver;
import io.larder.security.Claims;
import io.larder.security.TokenRefused;
import io.larder.security.Turned;
import io.larder.security.Visitor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One client: its lines in their order, one finished before the next begins. What has to wait, for a worker or for the
 * first message of a view, keeps the following lines waiting, and nothing further is read meanwhile.
 */
final class Client implements Receiver {

    private static final Logger LOG = Logger.getLogger(Client.class);

    /** Nothing is read for so many milliseconds at most where something came too often. */
    private static final long LONGEST_REST = 1_000;

    private final Services services;
    private final Connection connection;
    private final Visitor visitor;
    private final String id = UUID.randomUUID().toString();
    private final Deque<byte[]> lines = new ArrayDeque<>(2);
    private final Subscriptions subscriptions;
    private @Nullable Identity identity;
    private @Nullable Calls calls;
    private @Nullable List<Frame> held;
    private @Nullable Future<?> deadline;
    private boolean refused;
    private boolean waiting;
    private boolean ended;
    private boolean pinged;

    /** A ping is not answered yet. */
    private boolean asked;

    Client(Services services, Connection connection, Visitor visitor) {
        this.services = services;
        this.visitor = visitor;
        this.connection = connection;
        this.subscriptions = new Subscriptions(services, this);
        this.deadline = connection.after(services.patience().connect(), () -> connection.close(Ends.STALE));
    }

    Connection connection() {
        return connection;
    }

    Visitor visitor() {
        return visitor;
    }

    String id() {
        return id;
    }

    Identity identity() {
        Identity known = identity;
        if (known == null) {
            throw new Ends.Ending(Ends.BAD_REQUEST);
        }
        return known;
    }

    boolean gone() {
        return ended;
    }

    @Override
    public void received(byte[] text) {
        int from = 0;
        for (int at = 0; at <= text.length; at++) {
            if (at == text.length || text[at] == '\n') {
                // One line break may end the message.
                if (at < text.length || at > from || text.length == 0) {
                    lines.add(Arrays.copyOfRange(text, from, at));
                }
                from = at + 1;
            }
        }
        work();
    }

    private void work() {
        while (!waiting && !ended && !refused) {
            byte[] line = lines.poll();
            if (line == null) {
                return;
            }
            guarded(() -> line(line));
        }
    }

    /** Does something for this client, and ends it where that fails. */
    void guarded(Runnable work) {
        try {
            work.run();
        } catch (Ends.Ending ending) {
            connection.close(ending.why());
        } catch (RuntimeException | Error e) {
            connection.accident(LOG, "A command could not be carried out", e);
            connection.close(Ends.SERVER_ERROR);
        }
    }

    /** Keeps the lines that follow waiting, until {@link #go}. */
    void hold() {
        waiting = true;
        connection.busy();
    }

    /** Goes on. */
    void go() {
        if (waiting && !ended) {
            waiting = false;
            connection.done();
            work();
        }
    }

    private void line(byte[] line) {
        JsonFields fields;
        long number;
        try {
            fields = JsonFields.read(line, 0, line.length);
            number = fields.whole("id", 0);
        } catch (BadRequest mistake) {
            throw new Ends.Ending(Ends.BAD_REQUEST);
        }
        if (fields.names().isEmpty()) {
            // The answer to a ping; one to none is a request like any other.
            if (!asked) {
                answering(0, () -> connection.turnstile().pass(caller()));
            }
            asked = false;
            return;
        }
        String name =
                fields.names().stream().filter(n -> !n.equals("id")).findFirst().orElse("");
        if (identity == null != name.equals("connect") || number <= 0 && !name.equals("send")) {
            throw new Ends.Ending(Ends.BAD_REQUEST);
        }
        answering(number, () -> {
            count(name);
            command(number, name, parameters(fields, name));
        });
    }

    /** Counts a command as a request. Where a token comes with it, whoever looks at that counts it for its caller. */
    private void count(String name) {
        Identity known = identity;
        if (known != null) {
            connection.turnstile().pass(name.equals("refresh") ? null : known.self());
        }
    }

    private static JsonFields parameters(JsonFields fields, String name) {
        JsonFields parameters = fields.object(name);
        return parameters == null ? JsonFields.NONE : parameters;
    }

    /** Does something for a command, and answers it where it is refused. */
    void answering(long number, Runnable work) {
        try {
            work.run();
        } catch (ProtocolError error) {
            answer(Text.error(number, error.code(), String.valueOf(error.getMessage()), error.temporary()));
        } catch (CommandError error) {
            answer(error(number, error.text()));
        } catch (Turned turned) {
            if (number > 0) {
                answer(Text.error(number, 111, turned.text(), true));
            }
            // So a flood is not refused faster than it would be served.
            hold();
            connection.after(Math.min(turned.retryMillis(), LONGEST_REST), this::go);
        } catch (BadRequest mistake) {
            throw new Ends.Ending(Ends.BAD_REQUEST);
        }
    }

    /** A command's refusal as the protocol has it. */
    static Frame error(long number, String text) {
        int end = text.indexOf(' ');
        return switch (end < 0 ? text : text.substring(0, end)) {
            case "NOPERM" -> Text.error(number, 103, "permission denied", false);
            case "NOHISTORY", "NOPRESENCE" -> Text.error(number, 108, "not available", false);
            case "UNRECOVERABLE" -> Text.error(number, 112, "unrecoverable position", false);
            case "OOM" -> Text.error(number, 100, "out of memory", true);
            default -> Text.error(number, 107, text, false);
        };
    }

    private void command(long number, String name, JsonFields parameters) {
        switch (name) {
            case "connect" -> connect(number, parameters);
            case "subscribe" -> subscriptions.subscribe(number, parameters);
            case "unsubscribe" -> {
                subscriptions.unsubscribe(channel(parameters));
                answer(Text.reply(number, name, fields -> {}));
            }
            case "sub_refresh" -> subscriptions.refresh(number, parameters);
            case "publish" -> calls().publish(number, parameters);
            case "history" -> calls().history(number, parameters);
            case "presence" -> calls().presence(number, channel(parameters));
            case "presence_stats" -> calls().presenceStats(number, channel(parameters));
            case "rpc" -> calls().rpc(number, parameters);
            case "refresh" -> refresh(number, parameters);
            case "send" -> {
                // Nobody here waits for it.
            }
            case "ping" -> throw ProtocolError.NOT_AVAILABLE;
            default -> throw new Ends.Ending(Ends.BAD_REQUEST);
        }
    }

    /** What runs its commands. */
    Calls calls() {
        Calls known = calls;
        if (known == null) {
            throw new Ends.Ending(Ends.BAD_REQUEST);
        }
        return known;
    }

    /** The channel that a command names. */
    static String channel(JsonFields parameters) {
        String channel = parameters.text("channel");
        if (channel == null || channel.isEmpty()) {
            throw new Ends.Ending(Ends.BAD_REQUEST);
        }
        return channel;
    }

    private void connect(long number, JsonFields parameters) {
        Identity known;
        try {
            known = services.doorkeeper().identify(visitor, parameters.text("token"));
        } catch (TokenRefused refusal) {
            if (refusal != TokenRefused.EXPIRED) {
                throw new Ends.Ending(Ends.INVALID_TOKEN);
            }
            known = null;
        }
        if (known == null
                || known.expiresAt() > 0
                        && known.expiresAt() <= services.clock().getAsLong()) {
            refused = true;
            lines.clear();
            until(services.patience().refused(), Ends.STALE);
            throw ProtocolError.EXPIRED;
        }
        identity = known;
        calls = new Calls(services, this, subscriptions);
        expire();
        held = new ArrayList<>();
        hold();
        JsonFields positions = parameters.object("subs");
        JsonWriter subs = new JsonWriter().begin();
        admit(new ArrayDeque<>(known.channels().entrySet()), positions, subs, () -> connected(number, subs.end()));
    }

    /** Lets the client in on the channels of its token, one after the other. */
    private void admit(
            Deque<Map.Entry<String, Claims.Grant>> channels,
            @Nullable JsonFields positions,
            JsonWriter subs,
            Runnable done) {
        Map.Entry<String, Claims.Grant> next = channels.poll();
        if (next == null) {
            done.run();
            return;
        }
        JsonFields position = positions == null ? null : positions.object(next.getKey());
        subscriptions.admit(
                next.getKey(),
                next.getValue(),
                position == null ? JsonFields.NONE : position,
                subs,
                () -> admit(channels, positions, subs, done));
    }

    private void connected(long number, JsonWriter subs) {
        List<Frame> pushes = held;
        held = null;
        answer(Text.reply(number, "connect", fields -> {
            fields.text("client", id)
                    .text("version", "larder")
                    .whole("ping", Math.max(1, services.patience().ping() / 1_000))
                    .truth("pong", true);
            expiry(fields, identity().expiresAt());
            if (!identity().channels().isEmpty()) {
                fields.raw("subs", subs.toBytes());
            }
        }));
        if (pushes != null) {
            pushes.forEach(connection::push);
        }
        go();
    }

    /** The fields that tell when something ends, where it does. */
    void expiry(JsonWriter fields, long expiresAt) {
        if (expiresAt > 0) {
            fields.truth("expires", true).whole("ttl", services.secondsTo(expiresAt));
        }
    }

    private void expire() {
        long end = identity().expiresAt();
        if (end > 0) {
            until(services.millisToEnd(end), Ends.EXPIRED);
        } else if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private void until(long millis, CloseCode why) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        deadline = connection.after(millis, () -> connection.close(why));
    }

    private void refresh(long number, JsonFields parameters) {
        Identity next;
        try {
            next = services.doorkeeper().identify(visitor, parameters.text("token"));
        } catch (TokenRefused refusal) {
            throw new Ends.Ending(refusal == TokenRefused.EXPIRED ? Ends.EXPIRED : Ends.INVALID_TOKEN);
        }
        if (!next.user().equals(identity().user()) || next.rank() != identity().rank()) {
            throw new Ends.Ending(Ends.INVALID_TOKEN);
        }
        identity = next;
        expire();
        answer(Text.reply(number, "refresh", fields -> expiry(fields, next.expiresAt())));
    }

    /** Sends what was asked for. */
    void answer(Frame frame) {
        connection.answer(frame);
    }

    /** Sends a push, behind the reply to connect. */
    void push(Frame frame) {
        if (held != null) {
            held.add(frame);
        } else {
            connection.push(frame);
        }
    }

    /** Answers a command with what another one came to, in JSON. */
    static Consumer<JsonWriter> data(Reply reply) {
        return fields -> new JsonEncoder(fields.value("data"), false).answer(reply);
    }

    @Override
    public long beat(Connection to, boolean heard) {
        if (identity == null) {
            return 0;
        }
        if (pinged) {
            pinged = false;
            if (!heard) {
                connection.close(Ends.NO_PONG);
            }
            return services.patience().ping() - services.patience().pong();
        }
        pinged = true;
        asked = true;
        connection.push(Text.PING);
        return services.patience().pong();
    }

    @Override
    public boolean linesShareFrames() {
        return true;
    }

    @Override
    public CloseCode farewell() {
        return Ends.SHUTDOWN;
    }

    @Override
    public CloseCode slow() {
        return Ends.SLOW;
    }

    @Override
    public @Nullable Caller caller() {
        Identity known = identity;
        return known == null || known.rank() == Identity.Rank.USER ? null : known.caller();
    }

    @Override
    public CloseCode withdrawn() {
        return Ends.INVALID_TOKEN;
    }

    @Override
    public void ended() {
        ended = true;
        lines.clear();
        if (deadline != null) {
            deadline.cancel(false);
        }
        subscriptions.end();
    }
}
