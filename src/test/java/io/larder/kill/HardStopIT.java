package io.larder.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM at a bad moment: while the store is being opened, twice, and before somebody who does not read. */
class HardStopIT {

    private static final String SMALL = "LARDER_MEMORY_MAX=64M";
    private static final int WAIT_SECONDS = 1;
    private static final String WAIT = "LARDER_STOP_WAIT=" + WAIT_SECONDS + "s";

    /** What closing may take besides, on a busy machine. */
    private static final int CLOSING_SECONDS = 10;

    @TempDir
    Path directory;

    private int ended(Service service, long since) throws Exception {
        int code = service.waitFor();
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
        assertTrue(seconds < WAIT_SECONDS + CLOSING_SECONDS, () -> "it took " + seconds + " s");
        return code;
    }

    @Test
    void whileTheStoreIsBeingOpened() throws Exception {
        Path data = directory.resolve("data");
        try (Service service = new Service(data, SMALL, WAIT)) {
            service.start();
            service.call("SET", "k", "v");
            assertEquals(143, service.stop());
            try (SlowStart slow = new SlowStart(data)) {
                service.launch();
                HttpResponse<String> started = service.awaitAnswer("/q/health/started");
                assertEquals(503, started.statusCode(), started::body);
                long since = System.nanoTime();
                service.terminate();
                assertEquals(143, ended(service, since));
                assertTrue(service.logged().contains("stops before its store is open"), service.logged());
            }
            service.start();
            assertEquals("v", service.call("GET", "k").path("result").asText());
            assertFalse(service.logged().contains("ERROR"), service.logged());
        }
    }

    @Test
    void twiceAndBeforeSomebodyWhoDoesNotRead() throws Exception {
        try (Service service = new Service(directory.resolve("data"), SMALL, WAIT)) {
            service.start();
            service.call("SETRANGE", "large", Integer.toString((8 << 20) - 1), "x");
            try (Socket reader = new Socket()) {
                reader.setReceiveBufferSize(64 << 10);
                reader.connect(new InetSocketAddress("127.0.0.1", service.port()));
                reader.getOutputStream()
                        .write("GET /v1/keys/large HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertEquals(
                        "HTTP/1.1 200 ", new String(reader.getInputStream().readNBytes(13), StandardCharsets.US_ASCII));
                long since = System.nanoTime();
                service.terminate();
                Thread.sleep(100);
                service.terminate();
                assertEquals(143, ended(service, since));
            }
            assertTrue(service.logged().contains("without an answer on 1 connections"), service.logged());
            service.start();
            assertEquals(8 << 20, service.call("STRLEN", "large").path("result").asInt());
            assertFalse(service.logged().contains("was killed"), service.logged());
        }
    }
}
