package io.larder.command;

/** What follows one request through the service, where somebody wants to know where its time goes. */
public interface Trace {

    /** The id of the trace, of 32 hexadecimal digits: that of whoever sent the request, if they have one. */
    String id();
}
