package io.larder.command;

import java.util.concurrent.Executor;

/**
 * Where a connection takes what comes without being asked for. It is a connection's own affair what it does when more
 * comes than its reader takes: it may end, it never grows.
 */
public interface Outlet {

    /** Sends a push, behind what was given before. Never waits. Called on {@link #lane()}. */
    void push(Reply.Push push);

    /**
     * Runs what is given in order, later, on the one thread that writes to the connection; several connections may
     * share it, the same object. A command that is {@link Flag#PUBSUB} is best run there and answered at once: then no
     * message stands before the answer that says that it will come.
     */
    Executor lane();
}
