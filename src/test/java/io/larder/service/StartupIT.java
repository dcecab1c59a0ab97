package io.larder.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings with which the packaged service does not start, and what it says. */
class StartupIT {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    @TempDir
    private Path work;

    @Test
    void anOpenStoreIsNotPutOnANetwork() throws IOException, InterruptedException {
        for (String host : List.of("0.0.0.0", "::")) {
            assertRefused(
                    Map.of("QUARKUS_HTTP_HOST", host),
                    "Larder does not start: it would listen on " + host + " without a token",
                    "LARDER_AUTH_TOKEN",
                    "LARDER_AUTH_OPEN_TO_NETWORK=true");
        }
    }

    @Test
    void aTokenForReadingAloneIsAMistake() throws IOException, InterruptedException {
        assertRefused(Map.of("LARDER_AUTH_READ_ONLY_TOKEN", "r"), "Larder does not start: ", "larder.auth.token");
        assertRefused(
                Map.of("LARDER_AUTH_READ_ONLY_TOKEN", "same", "LARDER_AUTH_TOKEN", "same"),
                "Larder does not start: ",
                "must differ");
    }

    @Test
    void boundsMustBePossible() throws IOException, InterruptedException {
        assertRefused(Map.of("LARDER_HTTP_MAX_BODY", "0"), "larder.http.max-body must be 1 byte to 1G, not 0");
        assertRefused(Map.of("LARDER_HTTP_MAX_COMMANDS", "-1"), "larder.http.max-commands must be positive, not -1");
    }

    @Test
    void channelsMustBePossible() throws IOException, InterruptedException {
        String name = "LARDER_CHANNELS_CHAT_";
        assertRefused(Map.of(name + "HISTORY_SIZE", "10"), "larder.channels.chat.pattern");
        assertRefused(
                Map.of(name + "PATTERN", "chat:*", name + "HISTORY_SIZE", "100001"),
                "Larder does not start: larder.channels.chat.history-size must be 0 to 100000, not 100001");
        assertRefused(
                Map.of(name + "PATTERN", "chat:*", name + "HISTORY_AGE", "0s"),
                "Larder does not start: larder.channels.chat.history-age must be 1 ms to 365 days");
        assertRefused(Map.of(name + "PATTERN", "chat:*", name + "RECOVERY", "some"), "larder.channels.chat.recovery");
        assertRefused(
                Map.of(name + "PATTERN", "chat:*", "LARDER_CHANNELS_TALK_PATTERN", "chat:*"),
                "Larder does not start: larder.channels.",
                "are both chat:*");
    }

    @Test
    void keysMustBeKeys() throws IOException, InterruptedException {
        String said = "Larder does not start: larder.auth.jwt: the public key must be an RSA or EC key in PEM";
        for (String broken : List.of(
                "nonsense",
                "-----BEGIN PUBLIC KEY-----\nTm8ga2V5Cg==\n-----END PUBLIC KEY-----",
                "-----BEGIN PRIVATE KEY-----\nTm8ga2V5Cg==\n-----END PRIVATE KEY-----")) {
            assertRefused(Map.of("LARDER_AUTH_JWT_PUBLIC_KEY", broken), said);
        }
        assertRefused(
                Map.of("LARDER_AUTH_JWT_HMAC_SECRET", "short"),
                "Larder does not start: larder.auth.jwt: the secret must have 32 bytes or more");
    }

    @Test
    void theDataDirectoryMustBeUsable() throws IOException, InterruptedException {
        Path file = Files.createFile(work.resolve("file"));
        assertRefused(
                Map.of("LARDER_DATA_DIR", file.toString()),
                "Larder does not start. The data directory " + file + " (larder.data-dir) cannot be used: ");
    }

    private void assertRefused(Map<String, String> settings, String... said) throws IOException, InterruptedException {
        Path output = work.resolve("output");
        Path data = work.resolve("data");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-Dquarkus.http.port=0", "-jar", JAR.toString());
        builder.environment().put("LARDER_DATA_DIR", data.toString());
        builder.environment().putAll(settings);
        Process service = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = service.waitFor(120, TimeUnit.SECONDS);
        service.destroyForcibly();
        String text = Files.readString(output);
        assertTrue(ended, text);
        assertEquals(1, service.exitValue(), text);
        for (String part : said) {
            assertTrue(text.contains(part), text);
        }
        assertFalse(text.contains("\tat "), text);
        assertFalse(Files.exists(data), "it has left files");
    }
}
