package io.larder.engine.chronicle;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import net.openhft.posix.internal.noop.NoOpPosixAPI;

/**
 * The two calls of the system (POSIX.1-2008) that a store takes, also as the map's library knows them.
 *
 * <p>The library's own way makes classes and machine code for a hundred functions, which takes a quarter of a second of
 * a processor in a JVM that has just begun.
 */
final class Posix extends NoOpPosixAPI {

    /** {@code ENOSPC}: the disk is full. */
    static final int NO_SPACE = 28;

    /** The system cannot be asked: it has no such call, or no library may be loaded to make it. */
    static final int UNKNOWN = -1;

    Posix() {
        super("Larder needs none but fallocate and msync");
    }

    /**
     * {@code posix_fallocate}: has the disk keep room for a part of a file, which becomes as long as that.
     *
     * @param file the number of an open file
     * @return 0, or the system's number of what went wrong, or {@link #UNKNOWN}
     */
    static int allocate(int file, long from, long length) {
        try {
            long function = address("posix_fallocate");
            return function == 0
                    ? UNKNOWN
                    : (int) Invoker.getInstance()
                            .invokeN3(
                                    new CallContext(Type.SINT32, Type.SINT32, Type.SINT64, Type.SINT64),
                                    function,
                                    file,
                                    from,
                                    length);
        } catch (RuntimeException | LinkageError e) {
            return UNKNOWN;
        }
    }

    private static long address(String name) {
        return Library.getDefault().getSymbolAddress(name);
    }

    /** Fails only where the disk is full: else the file has its length, and holes. */
    @Override
    public int fallocate(int file, int mode, long from, long length) {
        return allocate(file, from, length) == NO_SPACE ? NO_SPACE : 0;
    }

    /** Where the system cannot be asked it writes in its own time, as it does with all else. */
    @Override
    public int msync(long from, long length, int flags) {
        try {
            long function = address("msync");
            return function == 0
                    ? 0
                    : (int) Invoker.getInstance()
                            .invokeN3(
                                    new CallContext(Type.SINT32, Type.POINTER, Type.SINT64, Type.SINT32),
                                    function,
                                    from,
                                    length,
                                    flags);
        } catch (RuntimeException | LinkageError e) {
            return 0;
        }
    }
}
