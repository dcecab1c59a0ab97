package io.larder.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the console's files are sent. What they do is tried in {@code src/test/browser}. */
class ConsoleTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:href=|src=|from |import )\"(?:\\./)?([^\"#]+)\"");

    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static HttpServer server;

    @BeforeAll
    static void listen() {
        Console console = new Console();
        server = VERTX.createHttpServer()
                .requestHandler(request -> answer(console, request))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static void answer(Console console, HttpServerRequest request) {
        if (Console.asksForPage(request) || request.path().startsWith(Console.PATH)) {
            console.handle(request);
        } else {
            request.response().setStatusCode(418).end();
        }
    }

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static HttpResponse<byte[]> send(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void theRootIsAPageForBrowsersOnly() throws Exception {
        HttpResponse<byte[]> page = send("GET", "/", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertEquals(200, page.statusCode());
        assertTrue(text(page).contains("src=\"console/app.js\""));
        assertEquals(
                "accept, accept-encoding", page.headers().firstValue("vary").orElse(""));
        assertEquals(418, send("GET", "/").statusCode());
        assertEquals(418, send("GET", "/", "Accept", "application/json").statusCode());
        assertEquals(418, send("POST", "/", "Accept", "text/html").statusCode());
        assertEquals(418, send("GET", "/get/key", "Accept", "text/html").statusCode());
    }

    @Test
    void belowItsPathTheFilesAreNeighbours() throws Exception {
        assertTrue(text(send("GET", "/console/")).contains("src=\"app.js\""));
        HttpResponse<byte[]> without = send("GET", "/console");
        assertEquals(308, without.statusCode());
        assertEquals("console/", without.headers().firstValue("location").orElse(""));
    }

    @Test
    void whatTheFilesReferToIsThere() throws Exception {
        Set<String> known = new HashSet<>();
        Deque<String> left = new ArrayDeque<>(List.of("index.html"));
        while (!left.isEmpty()) {
            String name = left.pop();
            if (!known.add(name)) {
                continue;
            }
            HttpResponse<byte[]> file = send("GET", "/console/" + name);
            assertEquals(200, file.statusCode(), name);
            if (!name.equals("uplot.js")) {
                Matcher references = REFERENCE.matcher(text(file));
                references.results().forEach(found -> left.push(found.group(1)));
            }
        }
        assertTrue(
                known.containsAll(Set.of("app.js", "base.css", "icon.svg", "uplot.js", "overview.js")),
                known::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/none.js",
                "/console/Page.class",
                "/console/../application.properties",
                "/console/..%2Fapplication.properties",
                "/console//app.js",
                "/console/sub/app.js",
                "/console/app.js/"
            })
    void nothingElseIsServed(String path) throws Exception {
        assertEquals(404, send("GET", path).statusCode());
    }

    @Test
    void aFileIsSentAgainOnlyWhereItHasChanged() throws Exception {
        HttpResponse<byte[]> plain = send("GET", "/console/app.js");
        HttpResponse<byte[]> small = send("GET", "/console/app.js", "Accept-Encoding", "gzip, br");
        String tag = plain.headers().firstValue("etag").orElseThrow();
        String smallTag = small.headers().firstValue("etag").orElseThrow();
        assertFalse(tag.equals(smallTag));
        assertTrue(small.body().length < plain.body().length);
        assertArrayEquals(plain.body(), new GZIPInputStream(new ByteArrayInputStream(small.body())).readAllBytes());
        assertEquals("no-cache", plain.headers().firstValue("cache-control").orElse(""));
        assertEquals(304, send("GET", "/console/app.js", "If-None-Match", tag).statusCode());
        assertEquals(
                304,
                send("GET", "/console/app.js", "If-None-Match", smallTag, "Accept-Encoding", "gzip")
                        .statusCode());
        assertEquals(
                200,
                send("GET", "/console/app.js", "If-None-Match", "\"other\"").statusCode());
        assertEquals(0, send("HEAD", "/console/app.js").body().length);
    }

    @Test
    void aPageMayLoadNothingFromElsewhere() throws Exception {
        for (String path : List.of("/", "/console/app.js", "/console/none.js")) {
            HttpResponse<byte[]> page = send("GET", path, "Accept", "text/html");
            String policy = page.headers().firstValue("content-security-policy").orElse("");
            assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
            assertTrue(policy.contains("frame-ancestors 'none'"), policy);
            assertTrue(policy.contains("require-trusted-types-for 'script'; trusted-types 'none'"), policy);
            assertEquals(
                    "nosniff",
                    page.headers().firstValue("x-content-type-options").orElse(""));
        }
    }

    @Test
    void onlyReadingIsAllowed() throws Exception {
        HttpResponse<byte[]> refused = send("DELETE", "/console/app.js");
        assertEquals(405, refused.statusCode());
        assertEquals("GET, HEAD", refused.headers().firstValue("allow").orElse(""));
    }
}
