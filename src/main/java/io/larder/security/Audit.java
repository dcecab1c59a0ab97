package io.larder.security;

import io.larder.command.Argument;
import io.larder.command.Call;
import io.larder.command.Command;
import io.larder.command.FewLines;
import io.larder.command.Flag;
import io.larder.command.Observer;
import io.larder.command.Quoted;
import io.larder.command.Reply;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes down who was refused, and what was done to the service as a whole: who, from where, which command, its first
 * key or channel. Values and tokens are never in it.
 *
 * <p>Each of the two kinds has {@link FewLines} of its own: who is refused on purpose neither fills the disk nor hides
 * what an operator does.
 */
public final class Audit implements Observer {

    private static final int LONGEST = 64;
    private static final String NO_PERMISSION = "NOPERM ";

    /** Where lines go. */
    @FunctionalInterface
    public interface Log {
        /**
         * Takes a line.
         *
         * @param request the id of the request that it is about, which stands in the line too; null where it is about
         *     none
         */
        void add(String line, @Nullable String request);
    }

    private final Log log;
    private final FewLines refusals;
    private final FewLines acts;

    /**
     * An audit of which nothing is written down yet.
     *
     * @param log takes lines
     * @param nanos a clock that only goes forward
     */
    public Audit(Log log, LongSupplier nanos) {
        this.log = log;
        this.refusals = lines("refusals", nanos);
        this.acts = lines("administrative acts", nanos);
    }

    private FewLines lines(String kind, LongSupplier nanos) {
        return new FewLines(nanos, more -> log.add(more + " more " + kind + " were left out", null));
    }

    @Override
    public void denied(Call<?> call, Reply.Failure why) {
        if (refusals.room()) {
            add("refused " + who(call) + " reason=" + code(why), call.session().requestId());
        }
    }

    /** Somebody was not let in at all; {@code request} names, where there was one, the request with which they came. */
    public void turnedAway(InetAddress from, Turned.Reason reason, @Nullable Supplier<String> request) {
        if (refusals.room()) {
            add(
                    "turned-away from=" + from.getHostAddress() + " reason=" + reason,
                    request == null ? null : request.get());
        }
    }

    @Override
    public void ran(Call<?> call, Reply reply, long nanos) {
        Reply.Failure failure = reply instanceof Reply.Failure refusal ? refusal : null;
        if (isAct(call.command())) {
            if (acts.room()) {
                String outcome = failure == null ? "OK" : code(failure);
                add("done " + who(call) + " outcome=" + outcome, call.session().requestId());
            }
        } else if (failure != null && failure.message().startsWith(NO_PERMISSION)) {
            // It is the data that says what users may: a leaderboard's definition.
            denied(call, failure);
        }
    }

    /** Whether a command is about the service, or about more data than it names. */
    private static boolean isAct(Command<?> row) {
        return row.is(Flag.ADMIN) || row.is(Flag.DANGEROUS) && row.mayChange();
    }

    private static String code(Reply.Failure failure) {
        String text = failure.message();
        int end = text.indexOf(' ');
        return end < 0 ? text : text.substring(0, end);
    }

    private static String who(Call<?> call) {
        StringBuilder line =
                new StringBuilder("who=").append(call.session().caller().name());
        String user = call.session().caller().user();
        if (user != null) {
            line.append(" user=").append(Quoted.of(user.getBytes(StandardCharsets.UTF_8), LONGEST));
        }
        InetAddress from = call.session().from();
        line.append(" from=").append(from == null ? "-" : from.getHostAddress());
        line.append(" door=").append(call.session().door().name());
        line.append(" command=").append(call.command().name().replace(' ', '|'));
        if (call.command().is(Flag.PUBSUB)) {
            channel(call, line);
            return line.toString();
        }
        List<byte[]> keys = call.command().is(Flag.SECRET)
                ? List.of()
                : call.command().keys().in(call.words());
        if (!keys.isEmpty()) {
            line.append(" key=").append(Quoted.of(keys.get(0), LONGEST));
        }
        return line.toString();
    }

    /** What commands on channels begin with is the name of one, or a pattern of names. */
    private static void channel(Call<?> call, StringBuilder line) {
        List<Argument> arguments = call.command().arguments();
        int first = call.command().name().indexOf(' ') < 0 ? 1 : 2;
        if (arguments.isEmpty() || call.words().length <= first) {
            return;
        }
        Argument named = arguments.get(0);
        while (named instanceof Argument.Many || named instanceof Argument.Maybe) {
            named = (named instanceof Argument.Many many ? many.parts() : ((Argument.Maybe) named).parts()).get(0);
        }
        boolean pattern = named instanceof Argument.Value word && word.type() == Argument.Type.PATTERN;
        line.append(pattern ? " pattern=" : " channel=").append(Quoted.of(call.words()[first], LONGEST));
    }

    private void add(String line, @Nullable String request) {
        log.add(request == null ? line : line + " request=" + request, request);
    }
}
