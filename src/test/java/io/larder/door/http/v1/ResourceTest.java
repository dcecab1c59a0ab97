package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** What tests of resources do: each begins with an empty store. */
abstract class ResourceTest {

    /** Each has connections of its own: one that has begun with HTTP/1.1 is not used for HTTP/2. */
    private static final Map<HttpClient.Version, HttpClient> CLIENTS = Map.of(
            HttpClient.Version.HTTP_1_1, HttpClient.newHttpClient(),
            HttpClient.Version.HTTP_2, HttpClient.newHttpClient());

    @BeforeEach
    void flush() {
        run("FLUSHALL");
    }

    /** The result of a command, which is not refused. */
    final <T> T run(String name, Object... arguments) {
        return as(given())
                .contentType(ContentType.JSON)
                .body(Map.of("arguments", List.of(arguments)))
                .post("/v1/commands/" + name)
                .then()
                .statusCode(200)
                .extract()
                .path("result");
    }

    /** The request with whatever token it needs to write. */
    RequestSpecification as(RequestSpecification request) {
        return request;
    }

    /** A request whose body is JSON. */
    final RequestSpecification json(String body) {
        return as(given()).contentType(ContentType.JSON).body(body);
    }

    /** A request whose path is sent as it is. */
    final RequestSpecification raw() {
        return as(given()).urlEncodingEnabled(false);
    }

    /** Sends a request by a client that adds nothing to it. */
    static HttpResponse<byte[]> send(String method, String path, String body, String... headers) {
        return send(HttpClient.Version.HTTP_1_1, method, path, body.getBytes(UTF_8), headers);
    }

    /** Sends a request by a client that adds nothing to it. */
    static HttpResponse<byte[]> send(
            HttpClient.Version version, String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + path))
                .version(version)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENTS.get(version).send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }
}
