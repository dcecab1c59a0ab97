package io.larder.service;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JVM's C2, which makes code fast that is run often. While a service starts it would take as much of two processors
 * as the main thread, mostly for code that is soon not run any more; so it gives way to what starts the service.
 *
 * <p>On Linux only, where each thread has a priority of its own (setpriority(2)), and where a library may be loaded;
 * and not where options of the command line say when C2 has to work, as the images' do: one after the other would make
 * it late.
 */
final class OptimizingCompiler {

    /**
     * More of nice than it has: that is a third of the weight of the threads that serve. With ten more, a tenth, it
     * falls behind under load.
     */
    static final int GIVING_WAY = 5;

    private static final int NICEST = 19;

    private static final Path THREADS = Path.of("/proc/self/task");

    /** The JVM's name for it, in the fifteen bytes that Linux keeps, as proc_pid_stat(5) has it. */
    private static final String NAME = "(C2 CompilerThre) ";

    /** Of both compilers: where there are more processors each makes threads of either kind, which are like itself. */
    private static final String NAMES = " CompilerThre) ";

    /** Behind the name. */
    private static final int NICE_FIELD = 16;

    private static final String THRESHOLDS = "-XX:Tier4";

    private static int usual = NICEST;
    private static boolean over;

    private OptimizingCompiler() {}

    /** To be set by the system at once, on a thread of its own, as a library is loaded for it. */
    static void giveWay() {
        Thread thread = new Thread(OptimizingCompiler::lower, "larder-priority");
        thread.setDaemon(true);
        thread.start();
    }

    private static synchronized void lower() {
        if (over || isTold()) {
            return;
        }
        forEach(NAME, (thread, nice) -> {
            usual = nice;
            Priority.set(thread, Math.min(NICEST, nice + GIVING_WAY));
        });
    }

    private static boolean isTold() {
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (option.startsWith(THRESHOLDS)) {
                return true;
            }
        }
        return false;
    }

    /** As it was, where the process may raise what it has lowered (CAP_SYS_NICE, RLIMIT_NICE). */
    static synchronized void proceed() {
        over = true;
        if (usual == NICEST) {
            // Nothing was lowered, or could be.
            return;
        }
        forEach(NAMES, (thread, nice) -> {
            if (nice > usual) {
                Priority.set(thread, usual);
            }
        });
    }

    /** What is done with a thread. */
    private interface Setting {
        void of(int thread, int nice);
    }

    private static void forEach(String name, Setting setting) {
        String[] threads = THREADS.toFile().list();
        if (threads == null) {
            return;
        }
        try {
            for (String thread : threads) {
                String stat = stat(thread);
                int at = stat.indexOf(name);
                if (at >= 0) {
                    String[] fields = stat.substring(at + name.length()).split(" ");
                    setting.of(Integer.parseInt(thread), Integer.parseInt(fields[NICE_FIELD]));
                }
            }
        } catch (RuntimeException | LinkageError e) {
            // Then it stays as it is: only the start is slower.
        }
    }

    /** Empty where the thread has ended meanwhile. */
    private static String stat(String thread) {
        try {
            return Files.readString(THREADS.resolve(thread).resolve("stat"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Apart, as it takes the library. */
    private static final class Priority {

        /** {@code PRIO_PROCESS}, which is a thread to Linux. */
        private static final int OF_A_THREAD = 0;

        /** 0 where there is none. */
        private static final long SET = Library.getDefault().getSymbolAddress("setpriority");

        private static final CallContext SETS = new CallContext(Type.SINT32, Type.SINT32, Type.SINT32, Type.SINT32);

        private Priority() {}

        static void set(int thread, int nice) {
            if (SET != 0) {
                Invoker.getInstance().invokeI3(SETS, SET, OF_A_THREAD, thread, nice);
            }
        }
    }
}
