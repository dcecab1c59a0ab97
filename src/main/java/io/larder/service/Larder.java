package io.larder.service;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the process begins. */
@QuarkusMain
public class Larder {
    public static void main(String... args) {
        Quarkus.run(args);
    }
}
