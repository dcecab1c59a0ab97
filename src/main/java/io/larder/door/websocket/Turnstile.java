package io.larder.door.websocket;

import io.larder.command.Caller;
import io.larder.command.Origin;
import io.larder.security.Reception;
import io.larder.security.Turned;
import io.larder.security.Visitor;
import org.jspecify.annotations.Nullable;

/** Counts what comes on one WebSocket as requests, against the same limits as those over HTTP. */
public final class Turnstile {

    private final Reception reception;
    private final Visitor visitor;

    Turnstile(Reception reception, Visitor visitor) {
        this.reception = reception;
        this.visitor = visitor;
    }

    /** What names, where something is logged, the request that opened the WebSocket. */
    @Nullable
    String requestId() {
        Origin opened = visitor.request();
        return opened == null ? null : opened.get();
    }

    /**
     * Counts a message.
     *
     * @param caller as whom it counts; null where only the address does
     * @throws Turned where it is one too many
     */
    public void pass(@Nullable Caller caller) {
        try {
            reception.comesAgain(visitor, caller);
        } catch (Turned turned) {
            reception.tell(visitor, turned, visitor.request());
            throw turned;
        }
    }
}
