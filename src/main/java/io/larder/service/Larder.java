package io.larder.service;

import io.larder.door.http.Connections;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the process begins. */
@QuarkusMain
public class Larder {
    /**
     * Quarkus refuses a URL that is not spelt as RFC 3986 has it, with an answer that has no body. Here every answer
     * has one, and clients are let in that send brackets as they are: the doors read URLs themselves.
     */
    private static final String LET_ANY_URL_IN = "vertx.disableURIValidation";

    /**
     * Where jffi looks for its library. It would be unpacked into /tmp else, from which a container may often load
     * nothing.
     */
    private static final String LIBRARIES = "jffi.boot.library.path";

    public static void main(String... args) {
        findLibraries();
        OptimizingCompiler.giveWay();
        System.setProperty(LET_ANY_URL_IN, "true");
        System.setProperty(Connections.SWITCH, Connections.ON);
        Quarkus.run(args);
    }

    /** A package has them beside the jar that Java was told to run. */
    private static void findLibraries() {
        Path libraries = Path.of(System.getProperty("java.class.path")).resolveSibling("jni");
        if (System.getProperty(LIBRARIES) == null && Files.isDirectory(libraries)) {
            System.setProperty(LIBRARIES, libraries.toString());
        }
    }
}
