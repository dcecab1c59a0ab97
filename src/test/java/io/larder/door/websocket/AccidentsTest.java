package io.larder.door.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.codec.KeptLog;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An accident on a WebSocket is logged under the id of the request that opened it. */
class AccidentsTest {

    private static final String ALLOWED = "?_token=t0ken%2F%2B%3D";
    private static final String ID = "X-Request-Id";

    private final KeptLog log = new KeptLog();
    private final Logger logger = Logger.getLogger("io.larder.door.websocket");

    @BeforeEach
    void listen() {
        logger.addHandler(log);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(log);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/ws | [\"CRASH\"] | A command could not be carried out",
                "/v1/faults | x | A message could not be dealt with",
                "/v1/faults?begin=1 | | A connection could not be begun",
                "/connection/websocket | {\"id\":2,\"rpc\":{\"method\":\"command\",\"data\":[\"CRASH\"]}} |"
                        + " A command could not be carried out"
            })
    void itHasTheIdThatCame(String path, String message, String line) throws Exception {
        String target = path + (path.contains("?") ? '&' + ALLOWED.substring(1) : ALLOWED);
        try (TestSockets sockets = new TestSockets();
                TestClient client = sockets.open(target, ID, "a-1")) {
            if (path.startsWith("/connection")) {
                client.ask("{\"id\":1,\"connect\":{\"token\":\"" + TestSockets.TOKEN + "\"}}");
            }
            if (message != null) {
                client.send(message);
            }
            assertTrue(client.next().matches("(closed: |\\{\"error\":\"ERR internal).*"));
        }
        assertEquals(List.of(line + ", request=a-1"), log.lines());
        assertEquals(List.of("a-1"), log.fields());
    }

    @Test
    void allOfOneConnectionHaveTheSameWhereNoneCame() {
        try (TestSockets sockets = new TestSockets();
                TestClient client = sockets.open("/v1/ws" + ALLOWED)) {
            client.ask("[\"CRASH\"]");
            client.ask("[\"CRASH\"]");
        }
        List<String> made = log.fields();
        assertTrue(made.get(0).matches("[0-9a-f]{32}"), made.get(0));
        assertEquals(List.of(made.get(0), made.get(0)), made);
    }
}
