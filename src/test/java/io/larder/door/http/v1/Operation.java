package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One operation of the OpenAPI document under {@code /v1}, which can be sent as its example shows it. */
record Operation(JsonNode document, String path, String method, JsonNode node) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("get", "head", "put", "post", "patch", "delete");

    /** All that the running service tells of. */
    static List<Operation> all() {
        JsonNode document =
                parsed(given().accept("application/json").get("/q/openapi").asString());
        List<Operation> operations = new ArrayList<>();
        document.path("paths").fields().forEachRemaining(path -> {
            if (path.getKey().startsWith("/v1/")) {
                for (String method : METHODS) {
                    if (path.getValue().has(method)) {
                        operations.add(new Operation(
                                document, path.getKey(), method, path.getValue().get(method)));
                    }
                }
            }
        });
        assertTrue(operations.size() > 30, () -> operations.size() + " operations");
        return operations;
    }

    static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return fail(json, e);
        }
    }

    String label() {
        return method + ' ' + path;
    }

    List<JsonNode> parameters() {
        List<JsonNode> parameters = new ArrayList<>();
        for (JsonNode parameter : node.path("parameters")) {
            parameters.add(resolved(parameter));
        }
        return parameters;
    }

    /** The least status of success. */
    String status() {
        List<String> statuses = new ArrayList<>();
        node.path("responses").fieldNames().forEachRemaining(statuses::add);
        return statuses.stream()
                .filter(one -> one.startsWith("2"))
                .sorted()
                .findFirst()
                .orElseThrow();
    }

    JsonNode resolved(JsonNode named) {
        String reference = named.path("$ref").asText();
        return reference.isEmpty() ? named : document.at(reference.substring(1));
    }

    /** Empties the store and runs what its example comes after. */
    void prepare(ResourceTest test) {
        test.flush();
        for (String line : node.path("x-given").asText().lines().toList()) {
            Object[] words = line.split(" ");
            test.run((String) words[0], List.of(words).subList(1, words.length).toArray());
        }
    }

    /** The answer to its example, sent as a request whose URL is not encoded any further. */
    Response send(RequestSpecification request) {
        String filled = path;
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : parameters()) {
            String name = parameter.path("name").asText();
            String in = parameter.path("in").asText();
            boolean given = parameter.has("example");
            String value = encoded(parameter.path("example").asText());
            assertTrue(given || !in.equals("path"), () -> "no example: " + parameter);
            if (in.equals("path")) {
                filled = filled.replace('{' + name + '}', value);
            } else if (in.equals("query") && given) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(value);
            }
        }
        JsonNode content = node.path("requestBody").path("content");
        RequestSpecification whole = request;
        if (!content.isMissingNode()) {
            Map.Entry<String, JsonNode> body = content.fields().next();
            JsonNode example = body.getValue().get("example");
            assertTrue(example != null, "no example of a body");
            whole = body.getKey().equals("*/*")
                    ? request.body(example.asText())
                    : request.contentType(body.getKey()).body(example.toString());
        }
        return whole.request(method, filled + query);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
