package io.larder.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.security.Tokens;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens from settings and files, and files that change. */
class TokenFilesTest {

    @TempDir
    private Path work;

    private static LarderConfig.Auth settings(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(LarderConfig.class)
                .withSources(new io.smallrye.config.PropertiesConfigSource(values, "test", 1_000))
                .withConverter(
                        io.quarkus.runtime.configuration.MemorySize.class,
                        100,
                        new io.quarkus.runtime.configuration.MemorySizeConverter())
                .withConverter(java.time.Duration.class, 100, new io.quarkus.runtime.configuration.DurationConverter())
                .build()
                .getConfigMapping(LarderConfig.class)
                .auth();
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(work.resolve(name), content);
    }

    private static boolean knows(Tokens tokens, String token) {
        return tokens.caller(token.getBytes(UTF_8)) != null;
    }

    @Test
    void tokensOfBothKindsComeFromSettingsAndFiles() throws IOException {
        Path full = file("full", "  one \n\ntwo\r\n");
        Path read = file("read", "three");
        Tokens tokens = new TokenFiles(settings(Map.of(
                        "larder.auth.token", "zero,half",
                        "larder.auth.token-file", full.toString(),
                        "larder.auth.read-only-token-file", read.toString())))
                .open();
        for (String token : new String[] {"zero", "half", "one", "two", "three"}) {
            assertTrue(knows(tokens, token), token);
        }
        assertFalse(knows(tokens, "zero,half"));
        assertEquals(
                "owner-4",
                assertNotNullAnd(tokens.caller("two".getBytes(UTF_8))).name());
    }

    private static io.larder.command.Caller assertNotNullAnd(io.larder.command.Caller caller) {
        assertNotNull(caller);
        return caller;
    }

    @Test
    void withoutAnyItIsOpen() {
        assertTrue(new TokenFiles(settings(Map.of())).open().open());
    }

    @Test
    void aFileThatCannotBeMeantStopsTheStart() throws IOException {
        for (String path : new String[] {
            work.resolve("none").toString(),
            file("empty", "\n \n").toString(),
            file("long", "x".repeat(2 << 20)).toString()
        }) {
            ConfigurationException refusal = assertThrows(
                    ConfigurationException.class,
                    () -> new TokenFiles(settings(Map.of("larder.auth.token-file", path))).open());
            assertTrue(refusal.getMessage().contains("larder.auth.token-file"), refusal.getMessage());
        }
    }

    @Test
    void whatIsChangedInAFileHolds() throws Exception {
        Path full = file("full", "old");
        TokenFiles files = new TokenFiles(
                settings(Map.of("larder.auth.token-file", full.toString(), "larder.auth.token-reload", "PT0.02S")));
        Tokens tokens = files.open();
        Vertx vertx = Vertx.vertx();
        try {
            files.watch(vertx, tokens);
            Files.writeString(full, "old\nnew\n");
            await(() -> knows(tokens, "new"));
            assertTrue(knows(tokens, "old"));
            Files.writeString(full, "new\n");
            await(() -> !knows(tokens, "old"));
            // Nothing of this leaves it open, or closed to all.
            Files.writeString(full, "");
            Thread.sleep(100);
            Files.delete(full);
            Thread.sleep(100);
            assertTrue(knows(tokens, "new"));
            assertNull(tokens.caller(null));
            Files.writeString(full, "newest");
            await(() -> knows(tokens, "newest"));
            assertFalse(knows(tokens, "new"));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static void await(java.util.function.BooleanSupplier what) throws InterruptedException {
        for (int i = 0; i < 1_000 && !what.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertTrue(what.getAsBoolean());
    }
}
