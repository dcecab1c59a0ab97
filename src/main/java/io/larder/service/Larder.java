package io.larder.service;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.Quarkus;
@QuarkusMain
public class Larder { public static void main(String... args) { Quarkus.run(args); } }
