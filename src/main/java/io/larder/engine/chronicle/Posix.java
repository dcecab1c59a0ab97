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

    private static final int INTERRUPTED = 4;
    private static final int INVALID = 22;
    private static final int NO_SUCH_CALL = 38;
    private static final int NOT_SUPPORTED = 95;

    Posix() {
        super("Larder needs none but fallocate and msync");
    }

    /** Held, as the library frees what nobody holds also while it is in use. */
    private static final class Functions {
        static final boolean WIDE = Type.POINTER.size() == Long.BYTES;
        static final long ALLOCATE = address("posix_fallocate");
        static final CallContext ALLOCATES = new CallContext(Type.SINT32, Type.SINT32, Type.SINT64, Type.SINT64);
        static final long SYNC = address("msync");
        static final CallContext SYNCS = new CallContext(Type.SINT32, Type.POINTER, Type.POINTER, Type.SINT32);

        private Functions() {}

        /** 0 where there is none, or where a file's length is not what it says here. */
        private static long address(String name) {
            return WIDE ? Library.getDefault().getSymbolAddress(name) : 0;
        }
    }

    /**
     * {@code posix_fallocate}: has the disk keep room for a part of a file, which becomes as long as that.
     *
     * @param file the number of an open file
     * @return 0, or the system's number of what went wrong, or {@link #UNKNOWN}
     */
    static int allocate(int file, long from, long length) {
        try {
            int error = INTERRUPTED;
            while (error == INTERRUPTED) {
                error = Functions.ALLOCATE == 0
                        ? UNKNOWN
                        : (int) Invoker.getInstance()
                                .invokeN3(Functions.ALLOCATES, Functions.ALLOCATE, file, from, length);
            }
            return error;
        } catch (RuntimeException | LinkageError e) {
            return UNKNOWN;
        }
    }

    /** Where a file system keeps no room, the file has its length, and holes. */
    @Override
    public int fallocate(int file, int mode, long from, long length) {
        int error = allocate(file, from, length);
        return switch (error) {
            case UNKNOWN, INVALID, NO_SUCH_CALL, NOT_SUPPORTED -> 0;
            default -> error;
        };
    }

    /** Where the system cannot be asked it writes in its own time, as it does with all else. */
    @Override
    public int msync(long from, long length, int flags) {
        try {
            return Functions.SYNC == 0
                    ? 0
                    : (int) Invoker.getInstance().invokeN3(Functions.SYNCS, Functions.SYNC, from, length, flags);
        } catch (RuntimeException | LinkageError e) {
            return 0;
        }
    }
}
