package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.PrometheusText;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class EntranceTest extends ResourceTest {

    private static final String PAGE = "http://localhost:3000";

    /** The whole answer to a request line that no client would send. */
    private static String answer(String requestLine) throws IOException {
        return answer(requestLine, "");
    }

    private static String answer(String requestLine, String body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            String request = requestLine + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1", "/v1/", "/v1/nothing", "/v1/keys/a/b", "/v1/keys/a/ttl/x", "/v1/hashes", "/v1/sets/a/b/c"
            })
    void aPathThatIsNoResourceIsAProblem(String path) {
        given().get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("status", equalTo(404))
                .body("code", nullValue());
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH,/v1/keys/a,'DELETE, GET, HEAD, OPTIONS, PUT'",
        "POST,/v1/keys,'DELETE, GET, HEAD, OPTIONS'",
        "GET,/v1/keys/a/increment,'OPTIONS, POST'",
        "TRACE,/v1/keys/a/ttl,'DELETE, GET, HEAD, OPTIONS, PUT'",
        "DELETE,/v1/lists/a/pop,'GET, HEAD, OPTIONS, POST, PUT'",
        "DELETE,/v1/lists/a/0,'GET, HEAD, OPTIONS, PUT'"
    })
    void aMethodThatThePathDoesNotKnowIsAProblem(String method, String path, String allowed) {
        given().request(method, path)
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .header("Allow", allowed);
        given().options(path).then().statusCode(204).header("Allow", allowed);
    }

    @Test
    void aBodyOfAnotherTypeIsAProblem() {
        given().contentType(ContentType.XML)
                .body("<a/>")
                .put("/v1/lists/a")
                .then()
                .statusCode(415)
                .contentType("application/problem+json")
                .body("title", equalTo("Unsupported Media Type"));
        // And what curl says by itself is none.
        given().contentType("application/x-www-form-urlencoded; charset=utf-8")
                .body("[1]")
                .put("/v1/lists/a")
                .then()
                .statusCode(201);
        assertEquals(204, send("PUT", "/v1/lists/a", "[1]").statusCode());
    }

    @Test
    void anAnswerOfAnotherTypeIsAProblem() {
        run("RPUSH", "a", "1");
        given().accept(ContentType.HTML)
                .get("/v1/lists/a")
                .then()
                .statusCode(406)
                .contentType("application/problem+json");
        given().accept("text/html, */*;q=0.1").get("/v1/lists/a").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/keys/%zz", "/v1/keys/a%", "/v1/keys/a?ttl=%4", "/v1/nothing/%g0", "/q/%zz"})
    void whatIsNotPercentEncodedIsAProblem(String path) throws IOException {
        String answer = answer("GET " + path);
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
    }

    @Test
    void dotsAreTakenAsTheyCome() throws IOException {
        run("SET", "..", "dots");
        assertTrue(answer("GET /v1/keys/..").endsWith("\r\n\r\ndots"));
        assertTrue(answer("GET /v1/keys/%2e%2E").endsWith("\r\n\r\ndots"));
    }

    /** Nobody has checked who sends it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/keys/../commands", "/v1/x/../keys/a", "/v1/./keys/a", "/v1//keys/a", "/v1/keys/a/./ttl",
                "/q/../v1/keys/a", "/v1/%6beys/a", "/v1/%2e/keys", "/v1;x=y/keys/a", "/v1/keys;x=y"
            })
    void nobodyComesInByADetour(String path) throws IOException {
        run("SET", "a", "secret");
        String answer = answer("GET " + path);
        assertTrue(answer.startsWith("HTTP/1.1 404 ") || answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("json"), answer);
    }

    /** Nor is the body of such a request held for ever, which nobody was asked about. */
    @Test
    void aDetourHoldsNothing() throws Exception {
        String answer = answer("PUT /v1/x/../keys/a", "x".repeat(1 << 20));
        assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
        String metrics = given().get("/q/metrics").asString();
        assertEquals(0, PrometheusText.value(metrics, "larder_http_in_flight_bytes"));
    }

    @Test
    void charactersThatNoUrlHasAreTakenAsTheyCome() throws IOException {
        run("SET", "a{b}|^`\"<c>[d]\\", "odd");
        assertTrue(answer("GET /v1/keys/a{b}|^`\"<c>[d]\\").endsWith("\r\n\r\nodd"));
    }

    @Test
    void pagesOfThisMachineMayComeIn() {
        given().header("Origin", PAGE)
                .get("/v1/keys")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", "*")
                .header("Access-Control-Expose-Headers", containsString("etag"))
                .header("Access-Control-Expose-Headers", containsString("retry-after, ratelimit-limit"));
        given().header("Origin", PAGE)
                .get("/v1/keys/none")
                .then()
                .statusCode(404)
                .header("Access-Control-Allow-Origin", "*");
        given().header("Origin", PAGE)
                .header("Access-Control-Request-Method", "PUT")
                .options("/v1/keys/a")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Methods", "DELETE, GET, HEAD, OPTIONS, PUT")
                .header("Access-Control-Allow-Headers", containsString("if-match"))
                .header("Access-Control-Max-Age", "86400");
        given().get("/v1/keys").then().header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void pagesOfStrangersMayNot() {
        given().header("Origin", "https://evil.example")
                .get("/v1/keys")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void answersAreNotKept() {
        given().get("/v1/keys").then().header("Cache-Control", "no-store");
        given().get("/v1/keys/none").then().header("Cache-Control", "no-store");
    }

    @Test
    void theDialectIsStillThere() {
        given().body("[\"SET\",\"k\",\"v\"]").post("/").then().statusCode(200).body(equalTo("{\"result\":\"OK\"}"));
        given().get("/v1/keys/k").then().body(equalTo("v"));
    }
}
