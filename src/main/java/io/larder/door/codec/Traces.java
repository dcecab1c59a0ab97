package io.larder.door.codec;

import io.larder.command.Trace;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import org.jspecify.annotations.Nullable;

/** Where the {@link Trace} of a request is kept: with the context that Vert.x makes for each. */
public final class Traces {

    private static final Object KEY = Traces.class;

    private Traces() {}

    /** Keeps a trace for the request whose context this is. */
    public static void keep(Context context, Trace trace) {
        context.putLocal(KEY, trace);
    }

    /** What follows a request; null where nothing does. */
    public static @Nullable Trace of(HttpServerRequest request) {
        return request instanceof HttpServerRequestInternal internal
                ? internal.context().getLocal(KEY)
                : null;
    }
}
