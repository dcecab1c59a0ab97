package io.larder.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.FreePort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service with TLS as {@code src/docs/operating.md} sets it up: certificates made by {@code keytool},
 * clients that must have one too, plain HTTP switched off, and a certificate that is replaced while it runs.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TlsIT {

    private static final String PASSWORD = "not a secret";
    private static final String TOKEN = "token-of-the-tls-test";

    @TempDir
    private static Path work;

    private static int port;
    private static int plainPort;
    private static @Nullable PackagedService service;

    @BeforeAll
    static void start() throws Exception {
        port = FreePort.any();
        plainPort = FreePort.any();
        key("server-1", "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1");
        key("server-2", "CN=localhost,OU=second", "-ext", "SAN=dns:localhost,ip:127.0.0.1");
        key("client", "CN=client");
        key("stranger", "CN=stranger");
        trust("clients", "client");
        Files.copy(work.resolve("server-1.p12"), work.resolve("server.p12"));
        service = new PackagedService(
                work,
                Map.ofEntries(
                        Map.entry("LARDER_AUTH_TOKEN", TOKEN),
                        Map.entry("LARDER_TLS_CLIENT_AUTH", "required"),
                        Map.entry("QUARKUS_HTTP_PORT", Integer.toString(plainPort)),
                        Map.entry("QUARKUS_HTTP_SSL_PORT", Integer.toString(port)),
                        Map.entry("QUARKUS_HTTP_INSECURE_REQUESTS", "disabled"),
                        Map.entry(
                                "QUARKUS_TLS_KEY_STORE_P12_PATH",
                                work.resolve("server.p12").toString()),
                        Map.entry("QUARKUS_TLS_KEY_STORE_P12_PASSWORD", PASSWORD),
                        Map.entry(
                                "QUARKUS_TLS_TRUST_STORE_P12_PATH",
                                work.resolve("clients.p12").toString()),
                        Map.entry("QUARKUS_TLS_TRUST_STORE_P12_PASSWORD", PASSWORD),
                        Map.entry("QUARKUS_TLS_RELOAD_PERIOD", "30s")));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (service != null) {
            service.close();
        }
    }

    private static void keytool(String... arguments) throws Exception {
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        ProcessBuilder builder = new ProcessBuilder(tool);
        builder.command().addAll(java.util.List.of(arguments));
        builder.redirectErrorStream(true).redirectOutput(work.resolve("keytool").toFile());
        assertEquals(0, builder.start().waitFor(), () -> String.join(" ", arguments));
    }

    private static void key(String name, String subject, String... more) throws Exception {
        String store = work.resolve(name + ".p12").toString();
        java.util.List<String> arguments = new java.util.ArrayList<>(java.util.List.of(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                subject,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store,
                "-storepass",
                PASSWORD));
        arguments.addAll(java.util.List.of(more));
        keytool(arguments.toArray(String[]::new));
    }

    private static void trust(String store, String of) throws Exception {
        String certificate = work.resolve(of + ".cer").toString();
        keytool(
                "-exportcert",
                "-alias",
                of,
                "-keystore",
                work.resolve(of + ".p12").toString(),
                "-storepass",
                PASSWORD,
                "-file",
                certificate);
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                of,
                "-file",
                certificate,
                "-storetype",
                "PKCS12",
                "-keystore",
                work.resolve(store + ".p12").toString(),
                "-storepass",
                PASSWORD);
    }

    private static KeyStore store(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(work.resolve(name + ".p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** Trusts both of the service's certificates, and shows this one, or none. */
    private static SSLContext context(@Nullable String key) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (String name : new String[] {"server-1", "server-2"}) {
            trusted.setCertificateEntry(name, store(name).getCertificate(name));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(key == null ? null : store(key), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static HttpClient client(@Nullable String key, HttpClient.Version version)
            throws GeneralSecurityException, IOException {
        return HttpClient.newBuilder().version(version).sslContext(context(key)).build();
    }

    private static HttpResponse<String> get(HttpClient client, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @Order(1)
    void bothVersionsOfHttpAreSpoken() throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpResponse<String> answer = get(client("client", version), "/ping");
            assertEquals("{\"result\":\"PONG\"}", answer.body());
            assertEquals(version, answer.version());
            assertEquals(
                    "max-age=15552000",
                    answer.headers().firstValue("strict-transport-security").orElse("none"));
        }
    }

    @Test
    @Order(2)
    void webSocketsAreSecretToo() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket socket = client("client", HttpClient.Version.HTTP_1_1)
                .newWebSocketBuilder()
                .buildAsync(URI.create("wss://localhost:" + port + "/v1/ws?_token=" + TOKEN), new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        answer.complete(text.toString());
                        return null;
                    }
                })
                .join();
        socket.sendText("[\"PING\"]", true);
        assertEquals("{\"result\":\"PONG\"}", answer.get(10, TimeUnit.SECONDS));
        socket.abort();
    }

    @Test
    @Order(3)
    void withoutACertificateOfAClientNobodyComesIn() throws Exception {
        for (String key : new String[] {null, "stranger"}) {
            assertThrows(IOException.class, () -> get(client(key, HttpClient.Version.HTTP_1_1), "/ping"));
        }
    }

    @Test
    @Order(4)
    void oldVersionsOfTlsAreNotSpoken() throws Exception {
        assertEquals("TLSv1.3", handshake("TLSv1.3"));
        assertEquals("TLSv1.2", handshake("TLSv1.2"));
        for (String old : new String[] {"TLSv1.1", "TLSv1"}) {
            assertThrows(SSLException.class, () -> handshake(old), old);
        }
    }

    private static String handshake(String version) throws GeneralSecurityException, IOException {
        try (SSLSocket socket = (SSLSocket) context("client").getSocketFactory().createSocket("localhost", port)) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    @Test
    @Order(5)
    void thereIsNoPlainHttp() throws Exception {
        assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", plainPort).close());
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            String answer = new String(socket.getInputStream().readAllBytes());
            assertTrue(!answer.contains("PONG") && !answer.startsWith("HTTP/1.1 200"), answer);
        }
    }

    @Test
    @Order(6)
    void aCertificateIsReplacedWhileItRuns() throws Exception {
        String before = certificate();
        assertTrue(!before.contains("second"), before);
        Files.copy(work.resolve("server-2.p12"), work.resolve("server.p12"), StandardCopyOption.REPLACE_EXISTING);
        String after = before;
        for (int i = 0; i < 80 && after.equals(before); i++) {
            Thread.sleep(1_000);
            after = certificate();
        }
        assertNotEquals(before, after);
        assertTrue(after.contains("second"), after);
        assertEquals(
                200, get(client("client", HttpClient.Version.HTTP_2), "/ping").statusCode());
    }

    private static String certificate() throws GeneralSecurityException, IOException {
        try (SSLSocket socket = (SSLSocket) context("client").getSocketFactory().createSocket("localhost", port)) {
            socket.startHandshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }
}
