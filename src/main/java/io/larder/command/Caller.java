package io.larder.command;

/**
 * Who calls.
 *
 * @param name for logs, never a secret
 * @param mayWrite whether commands that change or enumerate data are open to them
 */
public record Caller(String name, boolean mayWrite) {}
