package io.larder.door.http;

import io.larder.command.CommandError;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.TooLong;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.InFlight;
import io.larder.door.codec.JsonCommands;
import io.larder.door.codec.JsonEncoder;
import io.larder.door.codec.Limits;
import io.larder.door.codec.Output;
import io.larder.door.codec.RequestId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request, from its body to its answer: reads the commands, has them run in order, and writes their replies as they
 * come.
 *
 * <p>It begins on the event loop with {@link Effort#BRIEF}. Where that does not suffice, a worker takes over from the
 * command that was too long; what is written by then stays. Large bodies and long pipelines go to a worker at once.
 * Whatever only has to wait does so there with {@link Effort#PATIENT}, for which no memory is asked for.
 */
final class Exchange implements BodyReader.Receiver {

    /** What the URL says the body is. */
    enum Kind {
        /** One command in JSON. */
        BODY,
        /** Several commands in JSON. */
        PIPELINE,
        /** Several commands in JSON, to run as one step. */
        TRANSACTION,
        /** The command is the URL, the body its last argument. */
        URL;

        static Kind of(String path) {
            return switch (path) {
                case "/", "" -> BODY;
                case "/pipeline" -> PIPELINE;
                case "/multi-exec" -> TRANSACTION;
                default -> URL;
            };
        }
    }

    private static final Logger LOG = Logger.getLogger(Exchange.class);

    private static final byte[] NOTHING = {};
    private static final int BRIEF_BODY = 256 << 10;

    /** A pipeline with more is too long for an event loop. */
    static final int BRIEF_COMMANDS = 64;

    /** What a command came to that failed for no fault of its caller. */
    static final Reply.Failure ACCIDENT = new Reply.Failure("ERR internal error");

    private final Vertx vertx;
    private final Dispatcher dispatcher;
    private final Limits limits;
    private final InFlight.Share share;
    private final Answer answer;
    private final Session session;
    private final HttpServerRequest request;
    private final Kind kind;
    private final boolean resp;
    private final Output output;
    private final JsonEncoder json;
    private byte[] body = NOTHING;
    private int from;
    private int end;
    private @Nullable List<byte[][]> commands;
    private List<Reply> replies = List.of();
    private int done;
    private boolean full;
    private long kept;
    private int status = 200;
    private Format answered;

    Exchange(
            Dispatcher dispatcher,
            Limits limits,
            InFlight.Share share,
            Answer answer,
            Session session,
            Kind kind,
            Format format) {
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.share = share;
        this.vertx = answer.vertx();
        this.request = answer.request();
        this.answer = answer;
        this.session = session;
        this.kind = kind;
        this.resp = format == Format.RESP2 && kind != Kind.TRANSACTION;
        this.answered = resp ? Format.RESP2 : Format.JSON;
        this.output = new Output(limits.answer(), share::take);
        this.json = new JsonEncoder(output, format == Format.BASE64);
    }

    /** What has been done of it already; null for nothing. */
    Exchange after(@Nullable Begun begun) {
        if (begun != null) {
            commands = begun.commands();
            replies = begun.replies();
        }
        return this;
    }

    @Override
    public InFlight.Share share() {
        return share;
    }

    @Override
    public void refused(int refusal, String text) {
        answer.refuse(refusal, text);
    }

    @Override
    public void received(byte[] bytes, int first, int last) {
        body = bytes;
        from = first;
        end = last;
        if (last - first > BRIEF_BODY) {
            continueOnWorker(TooLong.SIGNAL);
            return;
        }
        try {
            run(Effort.BRIEF);
        } catch (TooLong signal) {
            continueOnWorker(signal);
            return;
        }
        send();
    }

    private void continueOnWorker(TooLong why) {
        if (why.patience() && !share.some()) {
            onWorker(Effort.PATIENT);
        } else {
            share.awaitWork(vertx, () -> onWorker(Effort.FULL), this::refuseRest);
        }
    }

    /** There is no room to go on; what is done by then stays, and is told. */
    private void refuseRest() {
        List<byte[][]> all = commands;
        if (kind != Kind.PIPELINE || all == null || done == 0) {
            answer.refuse(503, InFlight.REFUSAL);
            return;
        }
        for (; done < all.size(); done++) {
            item(new Reply.Failure(InFlight.REFUSAL));
        }
        if (!resp) {
            output.put(']');
        }
        send();
    }

    private void onWorker(Effort effort) {
        Callable<Exchange> rest = () -> {
            run(effort);
            return this;
        };
        vertx.executeBlocking(rest, false).onComplete(finished -> {
            boolean goesOn = effort == Effort.PATIENT && finished.cause() instanceof TooLong;
            if (finished.failed() && !goesOn) {
                accident(finished.cause());
            }
            if (answer.gone()) {
                commands = null;
                share.release();
            } else if (goesOn) {
                // A transaction starts over, and holds no replies yet.
                share.keep(kind == Kind.TRANSACTION ? 0 : output.room());
                continueOnWorker(TooLong.SIGNAL);
            } else {
                commands = null;
                send();
            }
        });
    }

    private void send() {
        Future<Void> sent = answer.data(status, answered.contentType(), output, Long.toString(dispatcher.changes()));
        if (share.some()) {
            share.keep(output.room());
            AnswerClock clock = AnswerClock.start(request, share, output.size());
            sent.onComplete(end -> clock.sent());
        }
    }

    /** Goes on as far as the effort allows. */
    private void run(Effort effort) {
        try {
            switch (kind) {
                case BODY, URL -> single(effort);
                case PIPELINE -> pipeline(effort);
                case TRANSACTION -> transaction(effort);
            }
        } catch (TooLong signal) {
            throw signal;
        } catch (BadRequest refusal) {
            refuseAll(refusal.status(), refusal.text());
        } catch (CommandError refusal) {
            refuseAll(400, refusal.text());
        } catch (RuntimeException | Error e) {
            accident(e);
        }
    }

    private void single(Effort effort) {
        List<byte[][]> one = commands();
        Reply reply = replies.isEmpty() ? call(one.get(0), effort) : replies.get(0);
        if (reply instanceof Reply.Failure) {
            status = reply == ACCIDENT ? 500 : 400;
        }
        if (!fits(reply, "")) {
            status = output.starved() ? 503 : 400;
            write(tooLarge(), "");
        }
    }

    private void pipeline(Effort effort) {
        List<byte[][]> all = commands();
        if (effort == Effort.BRIEF && all.size() > BRIEF_COMMANDS) {
            throw TooLong.WAITS;
        }
        for (; done < all.size(); done++) {
            item(full ? tooLarge() : done < replies.size() ? replies.get(done) : call(all.get(done), effort));
        }
        if (!resp) {
            output.put(']');
        }
    }

    private void transaction(Effort effort) {
        List<byte[][]> all = commands();
        if (effort == Effort.BRIEF && all.size() > BRIEF_COMMANDS) {
            throw TooLong.WAITS;
        }
        kept = 0;
        session.boundReplies(this::keep);
        for (Reply reply : dispatcher.transaction(session, all, effort)) {
            item(full ? tooLarge() : reply);
            done++;
        }
        output.put(']');
    }

    /** Replies of a transaction are held until all of them are there. */
    private void keep(long bytes) {
        kept += bytes;
        if (bytes < 0) {
            share.back(-bytes);
            return;
        }
        if (kept > limits.answer()) {
            throw new BadRequest("EXECABORT Transaction discarded because of: ERR max response size exceeded. Limit: "
                    + limits.answer() + " bytes");
        }
        if (!share.take(bytes)) {
            throw new BadRequest(503, InFlight.REFUSAL);
        }
    }

    /** What the request asks for; read once. */
    private List<byte[][]> commands() {
        if (commands == null) {
            String refusal = kind == Kind.URL ? null : share.takeWords(body, from, end);
            if (refusal != null) {
                throw new BadRequest(503, refusal);
            }
            commands = switch (kind) {
                case BODY -> List.<byte[][]>of(JsonCommands.one(body, from, end, limits));
                case URL -> List.<byte[][]>of(UrlCommand.read(request.path(), argument(), request.query(), limits));
                case PIPELINE, TRANSACTION -> JsonCommands.several(body, from, end, limits);
            };
            if (commands.isEmpty()) {
                throw new BadRequest("ERR empty pipeline request");
            }
            body = NOTHING;
        }
        return commands;
    }

    private byte @Nullable [] argument() {
        return end > from ? Arrays.copyOfRange(body, from, end) : null;
    }

    private Reply call(byte[][] words, Effort effort) {
        return call(dispatcher, session, words, effort, answer);
    }

    /**
     * Runs one command, whatever happens.
     *
     * @param id names the request where something has to be logged
     * @throws TooLong where {@code effort} does not suffice
     */
    static Reply call(Dispatcher dispatcher, Session session, byte[][] words, Effort effort, Supplier<String> id) {
        try {
            return dispatcher.call(session, words, effort);
        } catch (TooLong signal) {
            throw signal;
        } catch (RuntimeException | Error e) {
            RequestId.error(LOG, "A command could not be carried out", id.get(), e);
            return ACCIDENT;
        }
    }

    private void item(Reply reply) {
        String before = resp ? "" : done == 0 ? "[" : ",";
        if (!fits(reply, before)) {
            full = true;
            write(tooLarge(), before);
        }
    }

    /** Writes a reply if there is room for it. If not, there is room for errors from then on, and only for them. */
    private boolean fits(Reply reply, String before) {
        int size = output.size();
        try {
            write(reply, before);
            return true;
        } catch (Output.Full signal) {
            output.backTo(size);
            output.unbind();
            return false;
        }
    }

    private void write(Reply reply, String before) {
        output.put(before);
        if (resp) {
            reply.accept(new RespEncoder(output));
        } else {
            json.answer(reply);
        }
    }

    private Reply.Failure tooLarge() {
        return output.starved()
                ? new Reply.Failure(InFlight.REFUSAL)
                : new Reply.Failure("ERR max response size exceeded. Limit: " + limits.answer() + " bytes");
    }

    private void accident(Throwable e) {
        RequestId.error(LOG, "A request could not be carried out", answer.get(), e);
        refuseAll(500, ACCIDENT.message());
    }

    private void refuseAll(int refusal, String text) {
        // What was sent is not needed any more, and the answer may take its time.
        body = NOTHING;
        commands = null;
        status = refusal;
        answered = Format.JSON;
        output.backTo(0);
        output.unbind();
        json.error(text);
    }
}
