package io.larder.security;

import io.larder.command.Call;
import io.larder.command.Command;
import io.larder.command.Flag;
import io.larder.command.Gate;
import io.larder.command.Observer;
import io.larder.command.Reply;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes down who was refused, and what was done to the service as a whole: who, from where, which command, its first
 * key. Values and tokens are never in it.
 *
 * <p>Each of the two kinds has at most a hundred lines in a second and then a count of what was left out: who is
 * refused on purpose neither fills the disk nor hides what an operator does.
 */
public final class Audit implements Gate, Observer {

    private static final int MOST = 100;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int LONGEST_KEY = 64;

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

    private final Gate next;
    private final Lines refusals;
    private final Lines acts;

    /**
     * Watches what a gate refuses. As an {@link Observer} it sees the rest.
     *
     * @param log takes lines
     * @param nanos a clock that only goes forward
     */
    public Audit(Gate next, Log log, LongSupplier nanos) {
        this.next = next;
        this.refusals = new Lines(log, nanos, "refusals");
        this.acts = new Lines(log, nanos, "administrative acts");
    }

    @Override
    public Reply.@Nullable Failure refuse(Call<?> call) {
        Reply.Failure refusal = next.refuse(call);
        if (refusal != null && refusals.room()) {
            refusals.add(
                    "refused " + who(call) + " reason=" + code(refusal),
                    call.session().requestId());
        }
        return refusal;
    }

    /** Somebody was not let in at all; {@code request} names, where there was one, the request with which they came. */
    public void turnedAway(InetAddress from, Turned.Reason reason, @Nullable Supplier<String> request) {
        if (refusals.room()) {
            refusals.add(
                    "turned-away from=" + from.getHostAddress() + " reason=" + reason,
                    request == null ? null : request.get());
        }
    }

    @Override
    public void ran(Call<?> call, Reply reply, long nanos) {
        if (isAct(call.command()) && acts.room()) {
            String outcome = reply instanceof Reply.Failure failure ? code(failure) : "OK";
            acts.add("done " + who(call) + " outcome=" + outcome, call.session().requestId());
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
            line.append(" user=").append(shown(user.getBytes(StandardCharsets.UTF_8)));
        }
        InetAddress from = call.session().from();
        line.append(" from=").append(from == null ? "-" : from.getHostAddress());
        line.append(" door=").append(call.session().door().name());
        line.append(" command=").append(call.command().name().replace(' ', '|'));
        List<byte[]> keys = call.command().is(Flag.SECRET)
                ? List.of()
                : call.command().keys().in(call.words());
        if (!keys.isEmpty()) {
            line.append(" key=").append(shown(keys.get(0)));
        }
        return line.toString();
    }

    /** In quotes, on one line, and not too long. */
    private static String shown(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < bytes.length && i < LONGEST_KEY; i++) {
            int b = bytes[i] & 0xff;
            if (b < ' ' || b > '~' || b == '"' || b == '\\') {
                text.append(String.format("\\x%02x", b));
            } else {
                text.append((char) b);
            }
        }
        return text.append(bytes.length > LONGEST_KEY ? "…\"" : "\"").toString();
    }

    /** So many in a second. */
    private static final class Lines {
        private final Log log;
        private final LongSupplier nanos;
        private final String kind;
        private long since;
        private int lines;
        private long leftOut;

        Lines(Log log, LongSupplier nanos, String kind) {
            this.log = log;
            this.nanos = nanos;
            this.kind = kind;
            this.since = nanos.getAsLong();
        }

        /** Whether there is room for one more; it is counted. */
        synchronized boolean room() {
            long now = nanos.getAsLong();
            if (now - since >= SECOND) {
                if (leftOut > 0) {
                    log.add(leftOut + " more " + kind + " were left out", null);
                }
                since = now;
                lines = 0;
                leftOut = 0;
            }
            if (lines < MOST) {
                lines++;
                return true;
            }
            leftOut++;
            return false;
        }

        void add(String line, @Nullable String request) {
            log.add(request == null ? line : line + " request=" + request, request);
        }
    }
}
