package io.larder.door.websocket;

import io.larder.command.Caller;
import io.larder.command.CommandError;
import io.larder.command.Dispatcher;
import io.larder.command.Door;
import io.larder.command.Effort;
import io.larder.command.Outlet;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.TooLong;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.InFlight;
import io.larder.door.codec.JsonEncoder;
import io.larder.door.codec.Limits;
import io.larder.door.codec.Output;
import io.larder.door.codec.RequestId;
import io.larder.door.codec.Starved;
import io.larder.door.codec.Worker;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/ws}: any command, one a message, answered in their order; and whatever a command such as SUBSCRIBE lets
 * come by itself.
 *
 * <p>A command begins on the event loop. Where that does not suffice a worker starts it over, and nothing more is read
 * from the connection until it is answered: what follows waits with its sender. Large messages and answers, and long
 * work, ask for memory as requests over HTTP do.
 */
final class CommandSocket implements Receiver, Outlet {

    /** The path that it is behind. */
    static final String PATH = "/v1/ws";

    /** What plain WebSockets come in by. */
    static final Door DOOR = new Door("websocket");

    private static final Logger LOG = Logger.getLogger(CommandSocket.class);

    /** A longer message is read on a worker. */
    private static final int BRIEF = 256 << 10;

    /** What a command that is queued takes besides its words, and each word besides its bytes. */
    private static final int QUEUED = 200;

    private static final int QUEUED_WORD = 24;

    private static final String DISCARDED = "EXECABORT Transaction discarded because of: ";

    /** Room for what a frame begins with. */
    private static final byte[] BEFORE = new byte[Frame.HEAD];

    private static final Object PLAIN = new Object();
    private static final Object BASE64 = new Object();

    private final Vertx vertx;
    private final Dispatcher dispatcher;
    private final Limits limits;
    private final Connection connection;
    private final Session session;
    private final boolean base64;
    private final InFlight inFlight;

    /** Where the message that is being dealt with has its room. */
    private final Output.Heap heap = new Output.Heap() {
        @Override
        public boolean take(long more) {
            return held().take(more);
        }

        @Override
        public long takeRest(long least) {
            return held().takeRest(least);
        }

        @Override
        public void takeAnyway(long more) {
            held().takeAnyway(more);
        }
    };

    /** What the message that is being dealt with holds, null for nothing. There is one such message at a time. */
    private InFlight.@Nullable Share share;

    /** What is queued for EXEC, and what holds it; null where that is little. */
    private InFlight.@Nullable Share queue;

    private long queued;

    /** Whether the message is among these already. */
    private boolean counted;

    /** What of the share the message itself takes. */
    private long asked;

    /** The id of the message that is being dealt with. */
    private byte @Nullable [] id;

    /** What the replies of a transaction come to. */
    private long kept;

    /** Where the answer goes for which there has to be room before it stands; null where there was no such. */
    private @Nullable Output made;

    private boolean working;
    private boolean ended;

    private CommandSocket(
            Vertx vertx,
            Dispatcher dispatcher,
            Limits limits,
            InFlight inFlight,
            Connection connection,
            Handshake handshake) {
        this.vertx = vertx;
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.inFlight = inFlight;
        this.connection = connection;
        this.base64 = isBase64(handshake);
        this.session = new Session(DOOR, handshake.caller(), this)
                .from(handshake.visitor().address())
                .request(handshake.visitor().request());
        session.boundReplies(this::keep);
        session.boundAnswers(this::makeRoom);
    }

    private static boolean isBase64(Handshake handshake) {
        String encoding = handshake.text("encoding");
        if (encoding != null && !encoding.equals("base64")) {
            throw new BadRequest("ERR the encoding is base64 or none");
        }
        return encoding != null;
    }

    /** What is behind {@link #PATH}. */
    static Endpoint endpoint(Vertx vertx, Dispatcher dispatcher, Limits limits, InFlight inFlight, int maxMessage) {
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
                return new CommandSocket(vertx, dispatcher, limits, inFlight, connection, handshake);
            }
        };
    }

    @Override
    public void received(byte[] text) {
        CommandFrame frame = new CommandFrame(text, limits);
        String refusal = connection.refusal(session.caller());
        if (text.length <= InFlight.SMALL || refusal != null) {
            begin(frame, text, refusal);
            return;
        }
        work();
        held().awaitBody(vertx, text.length, () -> begin(frame, text, null), () -> refuse(frame, InFlight.REFUSAL));
    }

    private void begin(CommandFrame frame, byte[] text, @Nullable String refusal) {
        if (ended) {
            // While it waited for memory.
            finish(null, null);
            return;
        }
        String full = refusal == null && share != null ? share.takeWords(text, 0, text.length) : null;
        if (full != null) {
            refuse(frame, full);
            return;
        }
        asked = share == null ? 0 : share.held();
        counted = false;
        TooLong why = TooLong.SIGNAL;
        if (text.length <= BRIEF) {
            try {
                finish(run(frame, refusal, Effort.BRIEF), null);
                return;
            } catch (TooLong signal) {
                why = signal;
            } catch (Starved signal) {
                work();
                goOn(frame, refusal, signal);
                return;
            }
        }
        work();
        goOn(frame, refusal, why);
    }

    /** Reads nothing more until this message is dealt with. */
    private void work() {
        if (!working) {
            working = true;
            connection.busy();
        }
    }

    private void goOn(CommandFrame frame, @Nullable String refusal, TooLong why) {
        if (why.patience() && share == null) {
            onWorker(frame, refusal, Effort.PATIENT);
        } else {
            Executor lane = connection.lane();
            held().awaitWork(
                            vertx,
                            () -> lane.execute(() -> onWorker(frame, refusal, Effort.FULL)),
                            () -> lane.execute(() -> refuse(frame, InFlight.REFUSAL)));
        }
    }

    /** Starts over when there is room for the answer. */
    private void goOn(CommandFrame frame, @Nullable String refusal, Starved why) {
        Executor lane = connection.lane();
        held().awaitAnswer(
                        vertx,
                        asked,
                        why,
                        () -> lane.execute(() -> onWorker(frame, refusal, Effort.FULL)),
                        text -> lane.execute(() -> refuse(frame, text)));
    }

    private void onWorker(CommandFrame frame, @Nullable String refusal, Effort effort) {
        if (ended) {
            finish(null, null);
            return;
        }
        Callable<Frame> work = () -> run(frame, refusal, effort);
        Worker.run(
                vertx,
                work,
                (answer, failure) -> connection.lane().execute(() -> {
                    if (!ended && effort == Effort.PATIENT && failure instanceof TooLong) {
                        goOn(frame, refusal, TooLong.SIGNAL);
                    } else if (!ended && failure instanceof Starved signal) {
                        goOn(frame, refusal, signal);
                    } else {
                        finish(answer, failure);
                    }
                }));
    }

    private void refuse(CommandFrame frame, String why) {
        String text = why;
        if (session.queueing() && frame.is("EXEC")) {
            session.reset();
            text = DISCARDED + why;
        }
        session.spoil();
        try {
            frame.readId();
            finish(answer(frame.id(), new Reply.Failure(text), new Output(Integer.MAX_VALUE)), null);
        } catch (BadRequest unreadable) {
            finish(answer(null, new Reply.Failure(unreadable.text()), new Output(Integer.MAX_VALUE)), null);
        }
    }

    private void finish(@Nullable Frame answer, @Nullable Throwable failure) {
        InFlight.Share holds = share;
        share = null;
        if (ended || !session.queueing()) {
            unqueue();
        }
        if (holds != null) {
            // Only the answer is left of it.
            boolean large = !ended && answer != null && answer.size() > InFlight.SMALL;
            holds.keep(large ? answer.wire().length : 0);
        }
        if (answer != null && !ended) {
            if (holds != null && holds.some()) {
                connection.answer(answer, holds);
            } else {
                connection.answer(answer);
            }
        }
        boolean worked = working;
        working = false;
        if (ended) {
            session.end();
        } else if (answer == null) {
            RequestId.error(LOG, "A command could not be carried out", session.requestId(), failure);
            connection.close(CloseCode.ACCIDENT);
        } else if (worked) {
            connection.done();
        }
    }

    private InFlight.Share held() {
        InFlight.Share already = share;
        if (already == null) {
            already = inFlight.share();
            share = already;
        }
        return already;
    }

    /** Replies of a transaction are held until all of them are there. */
    private void keep(long bytes) {
        kept += bytes;
        if (bytes < 0) {
            held().back(-bytes);
            return;
        }
        if (kept > limits.answer()) {
            throw new CommandError(DISCARDED + tooLarge());
        }
        if (!held().take(bytes)) {
            throw new Starved(kept);
        }
    }

    /** Has room for what a step answers before it stands. */
    private void makeRoom(List<Reply> answers) {
        Output output = made == null ? new Output(limits.answer(), heap) : made;
        made = output;
        output.backTo(0);
        try {
            answer(id, new Reply.Many(answers), output);
        } catch (Output.Full signal) {
            throw new CommandError(session.queueing() ? DISCARDED + tooLarge() : tooLarge());
        } catch (Starved signal) {
            throw signal.plus(kept).beside(kept > 0 ? 0 : new Reply.Many(answers).weight());
        }
        output.backTo(0);
    }

    private String tooLarge() {
        return Limits.answerTooLarge(limits.answer());
    }

    /** A command that waits for EXEC holds its words until then, over however many messages. */
    private void queue(byte[][] words) {
        long bytes = QUEUED;
        for (byte[] word : words) {
            bytes += QUEUED_WORD + word.length;
        }
        queued += bytes;
        if (queued <= InFlight.SMALL) {
            return;
        }
        InFlight.Share holds = queue;
        if (holds == null) {
            holds = inFlight.share();
            queue = holds;
            bytes = queued;
        }
        if (!holds.take(bytes)) {
            queued -= bytes;
            throw new BadRequest(503, InFlight.REFUSAL);
        }
    }

    private void unqueue() {
        queued = 0;
        if (queue != null) {
            queue.release();
            queue = null;
        }
    }

    /** What a message comes to; {@code turned} is why it is not looked at, or null. */
    private Frame run(CommandFrame frame, @Nullable String turned, Effort effort) {
        Reply reply;
        boolean repeatable = false;
        made = null;
        try {
            byte[][] words = frame.read(base64);
            if (turned != null) {
                throw new BadRequest(429, turned);
            }
            kept = 0;
            id = frame.id();
            if (session.queueing() && !counted) {
                counted = true;
                queue(words);
            }
            reply = dispatcher.call(session, words, effort);
            repeatable = !session.queueing() && dispatcher.repeatable(words, reply);
        } catch (TooLong | Starved signal) {
            made = null;
            throw signal;
        } catch (BadRequest refusal) {
            session.spoil();
            reply = new Reply.Failure(refusal.text());
        } catch (RuntimeException | Error e) {
            RequestId.error(LOG, "A command could not be carried out", session.requestId(), e);
            reply = new Reply.Failure("ERR internal error");
        }
        Output output = made == null || reply instanceof Reply.Failure ? new Output(limits.answer(), heap) : made;
        made = null;
        try {
            return answer(frame.id(), reply, output);
        } catch (Output.Full signal) {
            return answer(frame.id(), new Reply.Failure(tooLarge()), new Output(Integer.MAX_VALUE));
        } catch (Starved signal) {
            if (repeatable) {
                throw signal.beside(reply.weight());
            }
        }
        return insist(frame, reply);
    }

    /** What was done has to be told, even if others have to wait the longer for room. */
    private Frame insist(CommandFrame frame, Reply reply) {
        Output output = new Output(limits.answer(), heap);
        output.insist(true);
        try {
            return answer(frame.id(), reply, output);
        } catch (Output.Full signal) {
            return answer(frame.id(), new Reply.Failure(tooLarge()), new Output(Integer.MAX_VALUE));
        }
    }

    private Frame answer(byte @Nullable [] id, Reply reply, Output output) {
        output.put(BEFORE);
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
        return Frame.inPlace(output.bytes(), output.size());
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
            unqueue();
            session.end();
        }
    }
}
