package io.larder.engine.chronicle;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.shutdown.PriorityHook;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.chronicle.map.VanillaChronicleMap;
import net.openhft.chronicle.wire.TextWire;
import net.openhft.posix.internal.PosixAPIHolder;

/** Makes the running JVM fit for Chronicle without any flag on its command line. */
final class ChronicleRuntime {
    private static final String[] OPENED = {
        "java.lang.reflect", "java.io", "java.util", "java.nio", "sun.nio.ch", "jdk.internal.ref"
    };

    /** Held, as a level is forgotten with its logger. */
    private static final Logger LIBRARY = Logger.getLogger("net.openhft");

    /** Behind those of the library: it ends nothing. */
    private static final int LAST = 100;

    private static boolean ready;

    private ChronicleRuntime() {}

    /**
     * To be called before any other class of the library is used; later calls do nothing.
     *
     * @throws IllegalStateException if {@code java.lang} is not open, as our jar's manifest and the tests have it; or
     *     the JVM is about to end
     */
    static synchronized void prepare() {
        if (ready) {
            return;
        }
        // The library would report each start to its vendor, and print an advertisement.
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("chronicle.announcer.disable", "true");
        // It tells where it was loaded from, maybe before there are settings of what is logged.
        LIBRARY.setLevel(Level.WARNING);
        openPackages();
        defineState();
        PosixAPIHolder.POSIX_API = new Posix();
        // The library has a hook at the end of the JVM, which it would add in the middle of making a class ready. Where
        // the JVM is ending already, this throws before any of that begins.
        PriorityHook.add(LAST, () -> {});
        ready = true;
    }

    /**
     * Has the JVM load what opening and using a map takes, by using one in memory: half a second of a processor in a
     * JVM that has just begun. Nobody else may use the library meanwhile: its classes may need each other to be
     * initialized.
     */
    static void load() {
        prepare();
        try (VanillaChronicleMap<?, ?, ?> map = EntryMap.inMemory()) {
            // The header of a map file is written and read like this.
            TextWire header = new TextWire(Bytes.allocateElasticOnHeap());
            header.getValueOut().typedMarshallable(map);
            header.getValueIn().typedMarshallable();
        }
    }

    private static void openPackages() {
        try {
            Method open = Module.class.getDeclaredMethod("implAddOpensToAllUnnamed", String.class);
            open.setAccessible(true);
            Module base = Object.class.getModule();
            for (String name : OPENED) {
                if (base.getPackages().contains(name)) {
                    open.invoke(base, name);
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("Start the JVM with --add-opens=java.base/java.lang=ALL-UNNAMED", e);
        }
    }

    // The build compiles this class of the library's, see src/build. Where the library's class loader does not see ours
    // (tests of Quarkus), hand it over; else the library would compile it anew, which needs a JDK and a second.
    private static void defineState() {
        Class<?> state = VanillaGlobalMutableState.class;
        String name = state.getName() + "$$Native";
        try {
            Class.forName(name, false, state.getClassLoader());
            return;
        } catch (ClassNotFoundException expected) {
            // Defined below.
        }
        try (InputStream in =
                ChronicleRuntime.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in != null) {
                MethodHandles.privateLookupIn(state, MethodHandles.lookup()).defineClass(in.readAllBytes());
            }
        } catch (IOException | IllegalAccessException e) {
            throw new IllegalStateException("Cannot define " + name, e);
        }
    }
}
