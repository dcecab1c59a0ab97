package io.larder.service;

import io.larder.door.http.Connections;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the process begins. */
@QuarkusMain
public class Larder {
    /**
     * Quarkus refuses a URL that is not spelt as RFC 3986 has it, with an answer that has no body. Here every answer
     * has one, and clients are let in that send brackets as they are: the doors read URLs themselves.
     */
    private static final String LET_ANY_URL_IN = "vertx.disableURIValidation";

    public static void main(String... args) {
        OptimizingCompiler.giveWay();
        System.setProperty(LET_ANY_URL_IN, "true");
        System.setProperty(Connections.SWITCH, Connections.ON);
        Quarkus.run(args);
    }
}
