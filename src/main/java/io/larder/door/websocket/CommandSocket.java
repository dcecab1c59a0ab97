package io.larder.door.websocket;

import io.larder.command.Caller;
import io.larder.command.Dispatcher;
import io.larder.command.Door;
import io.larder.command.Effort;
import io.larder.command.Outlet;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.TooLong;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.JsonEncoder;
import io.larder.door.codec.Limits;
import io.larder.door.codec.Output;
import io.larder.door.codec.RequestId;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/ws}: any command, one a message, answered in their order; and whatever a command such as SUBSCRIBE lets
 * come by itself.
 *
 * <p>A command begins on the event loop. Where that does not suffice a worker starts it over, and nothing more is read
 * from the connection until it is answered: what follows waits with its sender.
 */
final class CommandSocket implements Receiver, Outlet {

    /** The path that it is behind. */
    static final String PATH = "/v1/ws";

    /** What plain WebSockets come in by. */
    static final Door DOOR = new Door("websocket");

    private static final Logger LOG = Logger.getLogger(CommandSocket.class);

    /** A longer message is read on a worker. */
    private static final int BRIEF = 256 << 10;

    private static final Object PLAIN = new Object();
    private static final Object BASE64 = new Object();

    private final Vertx vertx;
    private final Dispatcher dispatcher;
    private final Limits limits;
    private final Connection connection;
    private final Session session;
    private final boolean base64;
    private boolean working;
    private boolean ended;

    private CommandSocket(
            Vertx vertx, Dispatcher dispatcher, Limits limits, Connection connection, Handshake handshake) {
        this.vertx = vertx;
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.connection = connection;
        this.base64 = isBase64(handshake);
        this.session = new Session(DOOR, handshake.caller(), this)
                .from(handshake.visitor().address())
                .request(handshake.visitor().request());
    }

    private static boolean isBase64(Handshake handshake) {
        String encoding = handshake.text("encoding");
        if (encoding != null && !encoding.equals("base64")) {
            throw new BadRequest("ERR the encoding is base64 or none");
        }
        return encoding != null;
    }

    /** What is behind {@link #PATH}. */
    static Endpoint endpoint(Vertx vertx, Dispatcher dispatcher, Limits limits, int maxMessage) {
        return new Endpoint() {
            @Override
            public String path() {
                return PATH;
            }

            @Override
            public int maxMessage() {
                return maxMessage;
            }

            @Override
            public void check(Handshake handshake) {
                isBase64(handshake);
            }

            @Override
            public Receiver open(Connection connection, Handshake handshake) {
                return new CommandSocket(vertx, dispatcher, limits, connection, handshake);
            }
        };
    }

    @Override
    public void received(byte[] text) {
        CommandFrame frame = new CommandFrame(text, limits);
        String refusal = connection.refusal(session.caller());
        if (text.length <= BRIEF) {
            try {
                connection.answer(run(frame, refusal, Effort.BRIEF));
                return;
            } catch (TooLong signal) {
                // Below, then.
            }
        }
        working = true;
        connection.busy();
        vertx.executeBlocking(() -> run(frame, refusal, Effort.FULL), false)
                .onComplete(finished -> connection.lane().execute(() -> finish(finished.result(), finished.cause())));
    }

    private void finish(@Nullable Frame answer, @Nullable Throwable failure) {
        working = false;
        if (ended) {
            session.end();
            return;
        }
        if (answer == null) {
            RequestId.error(LOG, "A command could not be carried out", session.requestId(), failure);
            connection.close(CloseCode.ACCIDENT);
            return;
        }
        connection.answer(answer);
        connection.done();
    }

    /** What a message comes to; {@code turned} is why it is not looked at, or null. */
    private Frame run(CommandFrame frame, @Nullable String turned, Effort effort) {
        Reply reply;
        try {
            byte[][] words = frame.read(base64);
            if (turned != null) {
                throw new BadRequest(429, turned);
            }
            reply = dispatcher.call(session, words, effort);
        } catch (TooLong signal) {
            throw signal;
        } catch (BadRequest refusal) {
            session.spoil();
            reply = new Reply.Failure(refusal.text());
        } catch (RuntimeException | Error e) {
            RequestId.error(LOG, "A command could not be carried out", session.requestId(), e);
            reply = new Reply.Failure("ERR internal error");
        }
        try {
            return answer(frame.id(), reply, new Output(limits.answer()));
        } catch (Output.Full signal) {
            String text = "ERR max response size exceeded. Limit: " + limits.answer() + " bytes";
            return answer(frame.id(), new Reply.Failure(text), new Output(Integer.MAX_VALUE));
        }
    }

    private Frame answer(byte @Nullable [] id, Reply reply, Output output) {
        if (id != null) {
            output.put("{\"id\":");
            output.put(id);
        }
        int start = output.size();
        new JsonEncoder(output, base64)
                .answer(reply instanceof Reply.Push push ? new Reply.Pushes(List.of(push)) : reply);
        if (id != null) {
            output.bytes()[start] = ',';
        }
        return Frame.text(output.bytes(), output.size());
    }

    @Override
    public void push(Reply.Push push) {
        connection.push(push.forms().get(base64 ? BASE64 : PLAIN, () -> frame(push)));
    }

    private Frame frame(Reply.Push push) {
        Output output = new Output(Integer.MAX_VALUE);
        output.put("{\"push\":");
        push.accept(new JsonEncoder(output, base64));
        output.put('}');
        return Frame.text(output.bytes(), output.size());
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
        if (!working) {
            session.end();
        }
    }
}
