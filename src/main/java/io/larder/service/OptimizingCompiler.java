package io.larder.service;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JVM's C2, which makes code fast that is run often. While a service starts it would take as much of two processors
 * as the main thread, mostly for code that is soon not run any more; so it gives way to what starts the service.
 *
 * <p>On Linux only, where each thread has a priority of its own (setpriority(2)), and where a library may be loaded.
 */
final class OptimizingCompiler {

    /** A third of the weight of the threads that serve. With a tenth it falls behind under load. */
    static final int GIVING_WAY = 5;

    private static final int USUAL = 0;

    private static final Path THREADS = Path.of("/proc/self/task");

    /** The JVM's name for it, in the fifteen bytes that Linux keeps. */
    private static final String NAME = "C2 CompilerThre\n";

    private OptimizingCompiler() {}

    /** To be set by the system at once, on a thread of its own, as a library is loaded for it. */
    static void giveWay() {
        Thread thread = new Thread(() -> nice(GIVING_WAY), "larder-priority");
        thread.setDaemon(true);
        thread.start();
    }

    /** As it was, where the process may raise what it has lowered (CAP_SYS_NICE). */
    static void proceed() {
        nice(USUAL);
    }

    private static void nice(int value) {
        String[] threads = THREADS.toFile().list();
        if (threads == null) {
            return;
        }
        try {
            for (String thread : threads) {
                if (name(thread).equals(NAME)) {
                    Priority.set(Integer.parseInt(thread), value);
                }
            }
        } catch (RuntimeException | LinkageError e) {
            // Then it stays as it is: only the start is slower.
        }
    }

    /** Empty where the thread has ended meanwhile. */
    private static String name(String thread) {
        try {
            return Files.readString(THREADS.resolve(thread).resolve("comm"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Apart, as it takes the library. */
    private static final class Priority {

        /** {@code PRIO_PROCESS}, which is a thread to Linux. */
        private static final int OF_A_THREAD = 0;

        private static final long SET = Library.getDefault().getSymbolAddress("setpriority");
        private static final CallContext SETS = new CallContext(Type.SINT32, Type.SINT32, Type.SINT32, Type.SINT32);

        private Priority() {}

        static void set(int thread, int value) {
            Invoker.getInstance().invokeI3(SETS, SET, OF_A_THREAD, thread, value);
        }
    }
}
