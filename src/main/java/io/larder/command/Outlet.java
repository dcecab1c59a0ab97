package io.larder.command;

import java.util.concurrent.Executor;

/**
 * Where a connection takes what comes without being asked for. It is a connection's own affair what it does when more
 * comes than its reader takes: it may end, it never grows.
 */
public interface Outlet {

    /** Sends a push, behind what was given before. Never waits. Called on {@link #lane()}. */
    void push(Reply.Push push);

    /** Runs what is given in order, on the one thread that writes to the connection; several may share it. */
    Executor lane();
}
