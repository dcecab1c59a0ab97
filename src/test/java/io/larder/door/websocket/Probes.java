package io.larder.door.websocket;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.Call;
import io.larder.command.Effort;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Outlet;
import io.larder.command.Reply;
import io.larder.command.Session;
import java.util.List;

/** Commands that do to a connection what real ones do rarely. */
final class Probes {

    static final Family<Probes> FAMILY = new Family<>(Probes.class, Group.SERVER);

    private final ThreadLocal<Session> session = new ThreadLocal<>();

    static {
        FAMILY.command("CRASH").runs(Probes::crash);
        FAMILY.command("SLEEP").takes(whole("milliseconds")).flag(Flag.LONG).runs(Probes::sleep);
        FAMILY.command("LARGE").takes(whole("bytes")).runs(Probes::large);
        FAMILY.command("PUSHES")
                .takes(whole("count"), bytes("text"))
                .flag(Flag.CONNECTED)
                .runs(Probes::pushes);
        FAMILY.command("CONFIRM").flag(Flag.CONNECTED).runs(Probes::confirm);
    }

    Reply run(Call<Probes> call, Effort effort) {
        session.set(call.session());
        return call.on(this);
    }

    private static Reply crash(Probes probes, Arguments arguments) {
        throw new IllegalStateException("secret of the inside");
    }

    private static Reply sleep(Probes probes, Arguments arguments) {
        try {
            Thread.sleep(arguments.whole());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return Reply.bytes("slept");
    }

    private static Reply large(Probes probes, Arguments arguments) {
        return Reply.bytes("x".repeat((int) arguments.whole()));
    }

    /** Has so many pushes come. */
    private static Reply pushes(Probes probes, Arguments arguments) {
        long count = arguments.whole();
        byte[] text = arguments.bytes();
        Outlet outlet = probes.session.get().outlet();
        outlet.lane().execute(() -> {
            for (int i = 0; i < count; i++) {
                outlet.push(Reply.Push.of(Reply.bytes("message"), Reply.bytes("chat"), Reply.bytes(text)));
            }
        });
        return Reply.OK;
    }

    /** Answers as SUBSCRIBE does. */
    private static Reply confirm(Probes probes, Arguments arguments) {
        return new Reply.Pushes(List.of(
                Reply.Push.of(Reply.bytes("subscribe"), Reply.bytes("a"), Reply.ONE),
                Reply.Push.of(Reply.bytes("subscribe"), Reply.bytes("b"), Reply.whole(2))));
    }
}
