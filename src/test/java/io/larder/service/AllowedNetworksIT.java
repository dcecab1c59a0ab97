package io.larder.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.larder.FreePort;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection from elsewhere is closed without a word, and without a line in the log, which anybody could fill. */
class AllowedNetworksIT {

    private static final int END = -1;

    @TempDir
    private Path work;

    @Test
    void whoComesFromElsewhereIsCutOff() throws IOException, InterruptedException {
        int port = FreePort.any();
        try (PackagedService service = new PackagedService(
                work,
                Map.of("QUARKUS_HTTP_PORT", Integer.toString(port), "LARDER_AUTH_ALLOWED_NETWORKS", "192.0.2.0/24"))) {
            for (int i = 0; i < 10; i++) {
                assertEquals(END, firstByte(port));
            }
            assertFalse(service.logged().contains("WARN"), service.logged());
        }
    }

    private static int firstByte(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET /ping HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return END;
        }
    }
}
