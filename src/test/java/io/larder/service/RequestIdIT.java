package io.larder.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.larder.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request's id in what the packaged service answers and writes. */
class RequestIdIT {

    private static final String ID = "X-Request-Id";
    private static final String TOKEN = "t0ken";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @TempDir
    private Path work;

    private HttpResponse<String> send(String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** What the slow log has of the newest command of this name. */
    private JsonNode slow(String command) throws Exception {
        for (JsonNode entry :
                json.readTree(send("[\"SLOWLOG\",\"GET\",\"-1\"]").body()).get("result")) {
            if (entry.get(3).get(0).asText().equals(command)) {
                return entry;
            }
        }
        throw new AssertionError("no " + command);
    }

    @Test
    void itIsWhereverTheRequestIs() throws Exception {
        port = FreePort.any();
        Map<String, String> settings = Map.of(
                "QUARKUS_HTTP_PORT",
                Integer.toString(port),
                "LARDER_AUTH_TOKEN",
                TOKEN,
                "LARDER_LOG_JSON",
                "true",
                "LARDER_SLOW_LOG_SLOWER_THAN",
                "0ms");
        try (PackagedService service = new PackagedService(work, settings)) {
            assertEquals(
                    "a-1",
                    send("[\"SET\",\"k\",\"v\"]", ID, "a-1")
                            .headers()
                            .firstValue(ID)
                            .orElseThrow());
            assertEquals("a-1", slow("SET").get(6).asText());
            // Where none came, one is made for the slow log, and the answer tells it.
            String made = send("[\"STRLEN\",\"k\"]").headers().firstValue(ID).orElseThrow();
            assertEquals(made, slow("STRLEN").get(6).asText());

            assertTrue(upgrade("a-2", "[\"APPEND\",\"k\",\"w\"]").contains("x-request-id: a-2\r\n"));
            assertEquals("a-2", slow("APPEND").get(6).asText());

            assertEquals(
                    401,
                    send("[\"PING\"]", ID, "a-3", "Authorization", "Bearer wrong")
                            .statusCode());
            JsonNode line = line(service, "turned-away");
            assertEquals("a-3", line.get("mdc").get("requestId").asText());
            assertTrue(line.get("message").asText().endsWith(" request=a-3"), line::toString);
        }
    }

    /** The head of the answer to a request that opens a WebSocket, on which a message is answered then. */
    private String upgrade(String id, String message) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String head = "GET /v1/ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Authorization: Bearer " + TOKEN + "\r\n" + ID + ": " + id + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                answer.append((char) in.read());
            }
            byte[] text = message.getBytes(StandardCharsets.US_ASCII);
            // A text frame, masked with zeros.
            socket.getOutputStream().write(new byte[] {(byte) 0x81, (byte) (0x80 | text.length), 0, 0, 0, 0});
            socket.getOutputStream().write(text);
            assertEquals(0x81, in.read());
            return answer.toString().toLowerCase(Locale.ROOT);
        }
    }

    /** The first line of the log with this text, an object in JSON. */
    private JsonNode line(PackagedService service, String text) throws IOException {
        for (String line : service.logged().split("\n")) {
            if (line.contains(text)) {
                return json.readTree(line);
            }
        }
        throw new AssertionError(service.logged());
    }
}
