package io.larder.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StrayVariablesTest {

    @Test
    void whatIsDocumentedIsKnown() throws IOException {
        Matcher variables =
                Pattern.compile("`(LARDER_[A-Z_]+)`").matcher(Files.readString(Path.of("src/docs/settings.md")));
        List<String> documented =
                variables.results().map(found -> found.group(1)).distinct().collect(Collectors.toList());
        assertFalse(documented.size() < 50, documented::toString);
        assertEquals(List.of(), StrayVariables.among(documented));
    }

    @Test
    void namesAndListsAreKnown() {
        assertEquals(
                List.of(),
                StrayVariables.among(List.of(
                        "LARDER_CHANNELS_CHAT_HISTORY_SIZE",
                        "LARDER_CHANNELS__A_B__PATTERN",
                        "LARDER_WEBSOCKET_ALLOWED_ORIGINS_0_")));
    }

    @Test
    void whatIsMisspeltIsFound() {
        assertEquals(
                List.of("LARDER_CHANNELS_CHAT_HISTORY", "LARDER_MEMORY_MAXIMUM", "LARDER_TOKEN"),
                StrayVariables.among(List.of(
                        "LARDER_TOKEN",
                        "LARDER_MEMORY_MAX",
                        "LARDER_MEMORY_MAXIMUM",
                        "LARDER_CHANNELS_CHAT_HISTORY",
                        "larder_small",
                        "PATH")));
    }

    /** They are there wherever a service of that name is. */
    @Test
    void whatKubernetesTellsIsNobodysMistake() {
        assertEquals(
                List.of(),
                StrayVariables.among(List.of(
                        "LARDER_PORT",
                        "LARDER_PORT_8080_TCP",
                        "LARDER_PORT_8080_TCP_ADDR",
                        "LARDER_SERVICE_HOST",
                        "LARDER_SERVICE_PORT",
                        "LARDER_SERVICE_PORT_HTTP",
                        "LARDER_HEADLESS_SERVICE_HOST",
                        "LARDER_HEADLESS_PORT_8080_TCP_PROTO")));
    }
}
