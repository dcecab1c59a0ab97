package io.larder.service;

import io.larder.security.Tokens;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Reads tokens from settings and from files, as containers are given secrets: one token a line. The files are looked at
 * again every few seconds, so that a token is changed by changing the file. What cannot be read, or leaves no token,
 * changes nothing.
 */
final class TokenFiles {

    private static final Logger LOG = Logger.getLogger(TokenFiles.class);

    /** A file of tokens is no larger. */
    private static final long MOST_BYTES = 1 << 20;

    private final LarderConfig.Auth settings;
    private List<List<String>> last = List.of();
    private String complaint = "";

    TokenFiles(LarderConfig.Auth settings) {
        this.settings = settings;
    }

    /** The tokens of the beginning. */
    Tokens open() {
        try {
            last = read();
            return Tokens.of(last.get(0), last.get(1));
        } catch (IllegalArgumentException | IOException e) {
            throw new ConfigurationException("Larder does not start: " + reason(e)
                    + " (larder.auth.token, larder.auth.token-file, larder.auth.read-only-token,"
                    + " larder.auth.read-only-token-file)");
        }
    }

    /** Looks at the files now and then from here on, where there are any. */
    void watch(Vertx vertx, Tokens tokens) {
        if (settings.tokenFile().isPresent() || settings.readOnlyTokenFile().isPresent()) {
            long millis = Wiring.atLeastOne(
                    "larder.auth.token-reload", settings.tokenReload().toMillis());
            vertx.setPeriodic(
                    millis,
                    look -> vertx.executeBlocking(
                            () -> {
                                reload(tokens);
                                return tokens;
                            },
                            true));
        }
    }

    private synchronized void reload(Tokens tokens) {
        try {
            List<List<String>> now = read();
            complaint = "";
            if (!now.equals(last)) {
                tokens.replace(now.get(0), now.get(1));
                last = now;
                LOG.infof(
                        "The tokens have changed: %d to do everything, %d to read only",
                        now.get(0).size(), now.get(1).size());
            }
        } catch (IllegalArgumentException | IOException e) {
            String reason = reason(e);
            if (!reason.equals(complaint)) {
                // Once, not every few seconds.
                LOG.errorf("The tokens stay as they were: %s", reason);
                complaint = reason;
            }
        }
    }

    private static String reason(Exception e) {
        return e instanceof IOException ? "a file of tokens cannot be read: " + e : String.valueOf(e.getMessage());
    }

    private List<List<String>> read() throws IOException {
        return List.of(
                all(settings.token(), settings.tokenFile()),
                all(settings.readOnlyToken(), settings.readOnlyTokenFile()));
    }

    private static List<String> all(Optional<List<String>> set, Optional<List<Path>> files) throws IOException {
        List<String> tokens = new ArrayList<>(set.orElse(List.of()));
        for (Path file : files.orElse(List.of())) {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException(file + " is too large to be a file of tokens");
            }
            int before = tokens.size();
            Files.readString(file)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .forEach(tokens::add);
            if (tokens.size() == before) {
                throw new IllegalArgumentException(file + " has no token in it");
            }
        }
        return tokens;
    }
}
