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
import io.larder.door.codec.Starved;
import io.larder.door.codec.Worker;
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
 * Whatever only has to wait does so there with {@link Effort#PATIENT}, for which no memory is asked for. Where there is
 * no memory for an answer, its command has done nothing or is one that reads, and a worker starts it over when there
 * is.
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

    /** What ends an answer, whatever it is. */
    private static final int REST = 8;

    /** What stands around an error. */
    private static final int ITEM = 16;

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

    /** What the next command has come to, for which there was no room, and which cannot be had again. */
    private @Nullable Reply had;

    private Reply.@Nullable Failure full;

    /** Of the memory that it asked for, what its body takes. */
    private long asked;

    /** What the replies of a transaction take until they are written. */
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
        this.output = new Output(limits.answer(), share);
        this.json = new JsonEncoder(output, format == Format.BASE64);
        session.boundAnswers(this::makeRoom);
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
        asked = share.held();
        if (last - first > BRIEF_BODY) {
            continueOnWorker(TooLong.SIGNAL);
            return;
        }
        try {
            run(Effort.BRIEF);
        } catch (TooLong signal) {
            continueOnWorker(signal);
            return;
        } catch (Starved signal) {
            continueWithRoom(signal);
            return;
        }
        send();
    }

    private void continueOnWorker(TooLong why) {
        if (why.patience() && !share.some()) {
            onWorker(Effort.PATIENT);
        } else {
            share.awaitWork(vertx, () -> onWorker(Effort.FULL), () -> refuseRest(InFlight.REFUSAL));
        }
    }

    /** Goes on when there is room for the answer: with the command, or the transaction, that has found none. */
    private void continueWithRoom(Starved why) {
        long held = output.asked();
        share.awaitAnswer(vertx, asked + held, why.plus(-held), () -> onWorker(Effort.FULL), this::refuseRest);
    }

    /** There is no room to go on; what is done by then stays, and is told. What never has room is passed over. */
    private void refuseRest(String why) {
        if (leftAlone()) {
            return;
        }
        List<byte[][]> all = commands;
        boolean later = why.equals(InFlight.REFUSAL);
        boolean several = kind == Kind.PIPELINE && (done > 0 || !later);
        if (all == null || !several && had == null) {
            commands = null;
            body = NOTHING;
            share.release();
            answer.refuse(InFlight.status(why), why);
            return;
        }
        output.insist(true);
        if (kind != Kind.PIPELINE) {
            single(Effort.BRIEF);
            send();
            return;
        }
        if (had != null || !later) {
            item(had == null ? new Reply.Failure(why) : had);
            had = null;
            done++;
        }
        if (!later) {
            output.insist(false);
            continueOnWorker(TooLong.SIGNAL);
            return;
        }
        // At once: each time that it grows, all that was written is copied.
        output.reserve(Math.min((all.size() - done) * (why.length() + ITEM), limits.answer() - output.size()));
        for (; done < all.size(); done++) {
            item(new Reply.Failure(why));
        }
        if (!resp) {
            output.put(']');
        }
        send();
    }

    /** Whether nobody waits for the answer any more: then nothing is done or held for it. */
    private boolean leftAlone() {
        boolean gone = answer.gone();
        if (gone) {
            commands = null;
            had = null;
            share.release();
        }
        return gone;
    }

    private void onWorker(Effort effort) {
        if (leftAlone()) {
            return;
        }
        Callable<Boolean> rest = () -> {
            run(effort);
            return true;
        };
        Worker.run(vertx, rest, (ended, failure) -> {
            boolean goesOn = effort == Effort.PATIENT && failure instanceof TooLong || failure instanceof Starved;
            if (failure != null && !goesOn) {
                accident(failure);
            }
            if (leftAlone()) {
                return;
            }
            if (failure instanceof Starved signal) {
                continueWithRoom(signal);
            } else if (goesOn) {
                share.keep(output.asked());
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
        } catch (Starved signal) {
            if (effort != Effort.BRIEF || output.asked() == 0) {
                output.trim();
            }
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
        Reply reply = reply(commands(), effort);
        if (reply instanceof Reply.Failure) {
            status = reply == ACCIDENT ? 500 : 400;
        }
        Reply.Failure refusal = written(reply, "");
        if (refusal != null) {
            status = 400;
            write(refusal, "");
        }
    }

    /** What the next command comes to, or has come to already. */
    private Reply reply(List<byte[][]> all, Effort effort) {
        Reply own = had;
        if (own != null) {
            had = null;
            return own;
        }
        return done < replies.size() ? replies.get(done) : call(all.get(done), effort);
    }

    private void pipeline(Effort effort) {
        List<byte[][]> all = commands();
        if (effort == Effort.BRIEF && all.size() > BRIEF_COMMANDS) {
            throw TooLong.WAITS;
        }
        for (; done < all.size(); done++) {
            item(full == null ? reply(all, effort) : full);
        }
        output.insist(true);
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
        List<Reply> made = dispatcher.transaction(session, all, effort);
        output.insist(true);
        for (Reply reply : made) {
            item(full == null ? reply : full);
            done++;
        }
        output.put(']');
    }

    /**
     * Has room for what a step answers before it stands.
     *
     * @throws Starved where there is none now
     * @throws CommandError where it is more than an answer may be
     */
    private void makeRoom(List<Reply> answers) {
        int size = output.size();
        try {
            for (Reply each : answers) {
                write(each, ",");
            }
            output.reserve(REST);
        } catch (Output.Full signal) {
            throw refused();
        } catch (Starved signal) {
            throw signal.plus(kept).beside(kept > 0 ? 0 : new Reply.Many(answers).weight());
        } finally {
            output.backTo(size);
        }
    }

    private CommandError refused() {
        String why = Limits.answerTooLarge(limits.answer());
        return new CommandError(kind == Kind.TRANSACTION ? "EXECABORT Transaction discarded because of: " + why : why);
    }

    /** Replies of a transaction are held until all of them are there. */
    private void keep(long bytes) {
        kept += bytes;
        if (bytes < 0) {
            share.back(-bytes);
            return;
        }
        if (kept > limits.answer()) {
            throw refused();
        }
        if (!share.take(bytes)) {
            throw new Starved(kept);
        }
    }

    /** What the request asks for; read once. */
    private List<byte[][]> commands() {
        if (commands == null) {
            long before = share.held();
            String refusal = kind == Kind.URL ? null : share.takeWords(body, from, end);
            if (refusal != null) {
                throw new BadRequest(InFlight.status(refusal), refusal);
            }
            asked += share.held() - before;
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
     * @throws Starved where there is no room for the answer; nothing is done
     */
    static Reply call(Dispatcher dispatcher, Session session, byte[][] words, Effort effort, Supplier<String> id) {
        try {
            return dispatcher.call(session, words, effort);
        } catch (TooLong | Starved signal) {
            throw signal;
        } catch (RuntimeException | Error e) {
            RequestId.error(LOG, "A command could not be carried out", id.get(), e);
            return ACCIDENT;
        }
    }

    private void item(Reply reply) {
        String before = resp ? "" : done == 0 ? "[" : ",";
        Reply.Failure refusal = written(reply, before);
        if (refusal != null) {
            full = refusal;
            write(refusal, before);
        }
    }

    /**
     * Writes a reply if it may be so long. If not, there is room for errors from then on, and only for them.
     *
     * @return null, or why not
     * @throws Starved where there is no room for it now
     */
    private Reply.@Nullable Failure written(Reply reply, String before) {
        int size = output.size();
        try {
            write(reply, before);
            return null;
        } catch (Output.Full signal) {
            output.backTo(size);
            output.unbind();
            output.insist(true);
            return tooLarge();
        } catch (Starved signal) {
            output.backTo(size);
            if (dispatcher.repeatable(commands().get(done), reply)) {
                replies = List.copyOf(replies.subList(0, Math.min(done, replies.size())));
            } else {
                had = reply;
            }
            throw signal.beside(reply.weight());
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
        return new Reply.Failure(Limits.answerTooLarge(limits.answer()));
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
        output.insist(true);
        json.error(text);
    }
}
