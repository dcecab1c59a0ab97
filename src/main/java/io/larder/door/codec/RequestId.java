package io.larder.door.codec;

import io.larder.command.Origin;
import io.larder.command.Trace;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * What a request is called in the log: its {@code X-Request-Id}, or else the trace id of its {@code traceparent}, or
 * else, where something is logged about it, a name that is made then, or the id of its {@link Trace}. The answer has it
 * as {@code X-Request-Id}, unless the name was made when the answer was on its way; so the answer's headers are where
 * it is kept.
 *
 * <p>Whoever sends a request chooses its id, and it stands in lines of the log: so it has at most {@link #LONGEST}
 * letters, digits and marks that neither end a line nor a word. Any other is as good as none.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/">Trace Context</a>
 */
public final class RequestId implements Origin {

    /** The header. */
    public static final CharSequence HEADER = io.vertx.core.http.HttpHeaders.createOptimized("x-request-id");

    private static final CharSequence TRACEPARENT = io.vertx.core.http.HttpHeaders.createOptimized("traceparent");

    /** So many characters at most. */
    static final int LONGEST = 128;

    /** The name of the field in logs that have fields. */
    private static final String FIELD = "requestId";

    private static final String MARKS = "._~:/+=-";

    /** Version, trace id, parent id, flags; versions that are still to come may add something behind a dash. */
    private static final Pattern TRACE =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    private static final int TRACE_FROM = 3;
    private static final int TRACE_END = TRACE_FROM + 32;
    private static final int TRACE_PARENT = 55;

    private final @Nullable Trace trace;
    private @Nullable String text;

    private RequestId(@Nullable String text, @Nullable Trace trace) {
        this.text = text;
        this.trace = trace;
    }

    /** The id of what goes on when the request itself is over, as on a WebSocket. Of any thread. */
    public static RequestId ofConnection(HttpServerRequest request) {
        return new RequestId(request.response().headers().get(HEADER), Traces.of(request));
    }

    @Override
    public synchronized String get() {
        String known = text;
        if (known == null) {
            known = made(trace);
            text = known;
        }
        return known;
    }

    @Override
    public @Nullable Trace trace() {
        return trace;
    }

    @Override
    public boolean answered() {
        return true;
    }

    /** Has the answer to {@code request} tell the id that came with it, if one did. */
    public static void tell(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String own = headers.get(HEADER);
        String id = own != null && fits(own) ? own : trace(headers.get(TRACEPARENT));
        if (id != null) {
            request.response().headers().set(HEADER, id);
        }
    }

    /** The id that came with a request that no door has seen; null where none did. */
    public static @Nullable String cameWith(HttpHeaders headers) {
        String own = headers.get(HEADER);
        return own != null && fits(own) ? own : trace(headers.get(TRACEPARENT));
    }

    /** The id of a request about which something is logged. Of the thread only that works at the answer. */
    public static String of(HttpServerRequest request) {
        MultiMap answer = request.response().headers();
        String known = answer.get(HEADER);
        if (known == null) {
            known = made(Traces.of(request));
            answer.set(HEADER, known);
        }
        return known;
    }

    /** Logs that something went wrong with a request that is nobody's mistake but ours. */
    public static void error(Logger log, String what, @Nullable String id, @Nullable Throwable failure) {
        named(id, () -> log.error(id == null ? what : what + ", request=" + id, failure));
    }

    /** Runs what writes to the log about a request; there, the id is a field of its own. */
    public static void named(@Nullable String id, Runnable writing) {
        if (id == null) {
            writing.run();
            return;
        }
        MDC.put(FIELD, id);
        try {
            writing.run();
        } finally {
            MDC.remove(FIELD);
        }
    }

    private static String made(@Nullable Trace trace) {
        return trace != null ? trace.id() : fresh();
    }

    /** The name of a request that came with none and that nobody follows. */
    public static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return String.format("%016x%016x", random.nextLong(), random.nextLong());
    }

    private static boolean fits(String id) {
        if (id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!word && MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String trace(@Nullable String parent) {
        if (parent == null
                || parent.length() > LONGEST
                || parent.length() > TRACE_PARENT && parent.startsWith("00")
                || !TRACE.matcher(parent).matches()) {
            return null;
        }
        return parent.substring(TRACE_FROM, TRACE_END);
    }
}
