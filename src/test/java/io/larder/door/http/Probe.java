package io.larder.door.http;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.Call;
import io.larder.command.Effort;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.command.TooLong;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Commands that do to a door what real ones do rarely. */
final class Probe {

    static final Family<Probe> FAMILY = new Family<>(Probe.class, Group.SERVER);

    /** What was run, in order. */
    final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    static {
        FAMILY.command("CRASH").runs(Probe::crash);
        FAMILY.command("EXHAUST").runs(Probe::exhaust);
        FAMILY.command("WHERE").runs(Probe::where);
        FAMILY.command("WAY").runs(Probe::way);
        FAMILY.command("LONG").flag(Flag.LONG).runs(Probe::where);
        FAMILY.command("TOOLONG").runs(Probe::where);
        FAMILY.command("NAMES").reads().flag(Flag.ENUMERATES).runs(Probe::where);
        FAMILY.command("SHUT DOWN").flag(Flag.ADMIN).runs(Probe::where);
        FAMILY.command("EVERY").runs(Probe::every);
        FAMILY.command("LARGE").takes(whole("bytes")).runs(Probe::large);
        FAMILY.command("NOTE").takes(bytes("text")).runs(Probe::note);
    }

    Reply run(Call<Probe> call, Effort effort) {
        if (effort != Effort.FULL && call.command().name().equals("TOOLONG")) {
            throw TooLong.SIGNAL;
        }
        return call.on(this);
    }

    private static Reply crash(Probe probe, Arguments arguments) {
        throw new IllegalStateException("secret of the inside");
    }

    private static Reply exhaust(Probe probe, Arguments arguments) {
        throw new OutOfMemoryError("secret of the inside");
    }

    /** The kind of thread that it runs on. */
    private static Reply where(Probe probe, Arguments arguments) {
        return Reply.bytes(Thread.currentThread().getName().contains("eventloop") ? "loop" : "worker");
    }

    /** How its request got here. */
    private static Reply way(Probe probe, Arguments arguments) {
        boolean isShort = StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(ShortWay.class.getName())
                        && frame.getMethodName().equals("run")));
        return Reply.bytes(isShort ? "short" : "ordinary");
    }

    /** Each kind of reply. */
    private static Reply every(Probe probe, Arguments arguments) {
        return Reply.many(
                Reply.OK,
                Reply.bytes("a"),
                Reply.NIL,
                Reply.whole(7),
                new Reply.Real(0.5),
                Reply.many(Reply.OK, Reply.NIL_MANY),
                new Reply.Pairs(List.of(Reply.bytes("f"), Reply.bytes("v"))),
                new Reply.Text("PONG"));
    }

    private static Reply large(Probe probe, Arguments arguments) {
        return Reply.bytes(new byte[(int) arguments.whole()]);
    }

    private static Reply note(Probe probe, Arguments arguments) {
        probe.ran.add(arguments.text());
        return Reply.whole(probe.ran.size());
    }
}
