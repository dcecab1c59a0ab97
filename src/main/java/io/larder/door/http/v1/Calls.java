package io.larder.door.http.v1;

import io.larder.command.Caller;
import io.larder.command.CommandError;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Door;
import io.larder.command.Effort;
import io.larder.command.Origin;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.TooLong;
import io.larder.command.Trace;
import io.larder.door.codec.RequestId;
import io.larder.door.codec.Traces;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one request. A command that is refused is thrown as {@link Refusal}, so that what a resource gets is
 * no {@link Reply.Failure}, unless it asks for that. It names the request where something is logged about one of them.
 */
final class Calls implements Origin {

    static final Door DOOR = new Door("resources");

    /** After so many tries in a row that somebody else's change came between, the caller may try for itself. */
    private static final int ATTEMPTS = 64;

    private final Dispatcher dispatcher;
    private final Caller caller;
    private final InetAddress from;
    private final HttpServerRequest request;
    private final Effort effort;
    private final BiConsumer<List<Reply>, Encoding> room;
    private Encoding encoding = Encoding.TEXT;
    private boolean changed;
    private List<Reply> last = List.of();

    /**
     * Those of a request.
     *
     * @param room has room for what a step answers that changes something, in that encoding, as
     *     {@link Session#boundAnswers} says
     */
    Calls(
            Dispatcher dispatcher,
            Caller caller,
            InetAddress from,
            HttpServerRequest request,
            Effort effort,
            BiConsumer<List<Reply>, Encoding> room) {
        this.dispatcher = dispatcher;
        this.caller = caller;
        this.from = from;
        this.request = request;
        this.effort = effort;
        this.room = room;
    }

    /** The request's id. */
    @Override
    public String get() {
        return RequestId.of(request);
    }

    @Override
    public @Nullable Trace trace() {
        return Traces.of(request);
    }

    private Session session(boolean connected) {
        return new Session(DOOR, caller, connected).from(from).request(this);
    }

    /** What the last of them have come to weighs so much on the heap. */
    long weight() {
        return new Reply.Many(last).weight();
    }

    /** Says in which encoding what comes is answered. */
    Calls as(Encoding answers) {
        encoding = answers;
        return this;
    }

    private Session bounded(Session session) {
        session.boundAnswers(answers -> room.accept(answers, encoding));
        return session;
    }

    /** Whether any of them was more than one that reads, so that they cannot be run again. */
    boolean changed() {
        return changed;
    }

    CommandTable table() {
        return dispatcher.table();
    }

    /** The user who calls, who may do no more than that user; null for everybody else. */
    @Nullable
    String user() {
        return caller.user();
    }

    /** Says that what comes takes long: on an event loop it ends here, and starts over on a worker. */
    void takeLong() {
        if (effort != Effort.FULL) {
            throw TooLong.SIGNAL;
        }
    }

    /** Runs one command of {@link Words#of these words}. */
    Reply call(Object... words) {
        return call(Words.of(words));
    }

    /** Runs one command. */
    Reply call(byte[][] words) {
        Reply reply = passed(dispatcher.call(bounded(session(false)), words, effort));
        changed |= !dispatcher.repeatable(words, reply);
        last = List.of(reply);
        return reply;
    }

    /** Runs several commands as one step. */
    List<Reply> together(List<byte[][]> commands) {
        return allPassed(each(commands));
    }

    /** Runs several commands as one step; those that are refused are among the replies. */
    List<Reply> each(List<byte[][]> commands) {
        try {
            boolean reads = commands.stream().allMatch(dispatcher::reads);
            Session session = reads ? session(false) : bounded(session(false));
            List<Reply> replies = dispatcher.transaction(session, commands, effort);
            changed |= !reads;
            last = replies;
            return replies;
        } catch (CommandError refusal) {
            throw Refusal.of(refusal.reply());
        }
    }

    /** Runs several commands as one step. */
    List<Reply> together(byte[][]... commands) {
        return together(List.of(commands));
    }

    /**
     * Looks at a key, decides, and acts as one step: where somebody has changed the key in between, it looks anew.
     *
     * @param plan what to run, by what it sees through the function that it is given; that function's replies may be
     *     failures
     * @return the replies to what the plan says
     */
    List<Reply> unlessChanged(byte[] key, Function<Function<byte[][], Reply>, List<byte[][]>> plan) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Session session = bounded(session(true));
            passed(dispatcher.call(session, Words.of("WATCH", key), effort));
            List<byte[][]> commands = plan.apply(words -> dispatcher.call(session, words, effort));
            passed(dispatcher.call(session, Words.of("MULTI"), effort));
            for (byte[][] command : commands) {
                passed(dispatcher.call(session, command, effort));
            }
            if (passed(dispatcher.call(session, Words.of("EXEC"), effort)) instanceof Reply.Many done) {
                changed = true;
                return allPassed(done.items());
            }
        }
        throw new Refusal(503, "the key changes too often, try again");
    }

    private static List<Reply> allPassed(List<Reply> replies) {
        replies.forEach(Calls::passed);
        return replies;
    }

    /** The reply of a command that is not refused. */
    static Reply passed(Reply reply) {
        if (reply instanceof Reply.Failure failure) {
            throw Refusal.of(failure);
        }
        return reply;
    }
}
