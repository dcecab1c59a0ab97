package io.larder.engine.chronicle;

/**
 * Has the JVM say now what it would say at some time later: that mapped memory could not be read or written.
 *
 * <p>It notes such a fault, goes on behind the instruction, and throws when the thread enters the JVM the next time, or
 * reaches a point where it could be stopped. In compiled code that may be far behind the step that met the fault, when
 * it was answered already. To make an array of several dimensions always enters the JVM, however it is compiled, where
 * the lengths are not known beforehand; of those ways in it is the shortest.
 */
final class PendingFault {

    /** Nothing changes it, which a compiler may not rely on. */
    private static int none;

    private PendingFault() {}

    /**
     * Throws what is due.
     *
     * @throws InternalError where this thread has met such a fault since the last time
     */
    static Object raise() {
        return new byte[none][none];
    }
}
