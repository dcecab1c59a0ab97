package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Holds the OpenAPI document against the service: each operation is told in full, and its example works. An operation's
 * example are the examples of its parameters and its body, sent after the commands of {@code x-given}, and that of its
 * first answer; what {@code x-varies} names is not compared.
 */
@QuarkusTest
class OpenApiTest extends ResourceTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("get", "head", "put", "post", "patch", "delete");

    /** One operation of the document. */
    private record Operation(JsonNode document, String path, String method, JsonNode node) {

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
    }

    private static List<Operation> operations() {
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

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return fail(json, e);
        }
    }

    private static void each(java.util.function.Consumer<Operation> test) {
        assertAll(operations().stream().map(operation -> (Executable) () -> {
            try {
                test.accept(operation);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(operation.label() + ": " + e.getMessage(), e);
            }
        }));
    }

    @Test
    void theDocumentSaysWhatItIs() {
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("info.title", equalTo("Larder"))
                .body("info.description", containsString("base64"))
                .body("info.license.name", equalTo("Apache License 2.0"))
                .body("components.securitySchemes.bearer.scheme", equalTo("bearer"));
        given().get("/q/swagger-ui/").then().statusCode(200).body(containsString("Swagger"));
    }

    @Test
    void everyOperationIsToldInFull() {
        each(operation -> {
            assertFalse(operation.node.path("summary").asText().isBlank(), "no summary");
            for (JsonNode parameter : operation.parameters()) {
                assertFalse(parameter.path("description").asText().isBlank(), () -> "not described: " + parameter);
                assertTrue(parameter.has("schema"), () -> "no schema: " + parameter);
            }
            assertTrue(operation.node.path("responses").has("default"), "nothing on refusals");
            operation
                    .node
                    .path("responses")
                    .forEach(response -> assertFalse(
                            operation
                                    .resolved(response)
                                    .path("description")
                                    .asText()
                                    .isBlank(),
                            () -> "not described: " + response));
        });
    }

    /** And what is named elsewhere is there. */
    @Test
    void everyReferenceLeadsSomewhere() {
        JsonNode document = operations().get(0).document();
        for (JsonNode reference : document.findValues("$ref")) {
            assertFalse(document.at(reference.asText().substring(1)).isMissingNode(), reference::asText);
        }
    }

    /** The methods that the paths know are those of the document. */
    @Test
    void everyOperationIsTold() {
        each(operation -> {
            String path = operation.path.replaceAll("\\{\\w+}", "0");
            String allowed =
                    given().options(path).then().statusCode(204).extract().header("Allow");
            assertTrue(
                    List.of(allowed.split(", ")).contains(operation.method.toUpperCase(java.util.Locale.ROOT)),
                    allowed);
        });
    }

    @Test
    void everyExampleWorks() {
        each(operation -> {
            flush();
            for (String line : operation.node.path("x-given").asText().lines().toList()) {
                Object[] words = line.split(" ");
                run((String) words[0], List.of(words).subList(1, words.length).toArray());
            }
            Response answer = sent(operation);
            String status = operation.status();
            assertEquals(status, Integer.toString(answer.statusCode()), answer.asString());
            JsonNode content = operation
                    .resolved(operation.node.path("responses").path(status))
                    .path("content");
            if (operation.method.equals("head")) {
                assertEquals("", answer.asString());
            } else if (status.equals("200")) {
                compare(operation, content, answer.asString());
            } else {
                assertTrue(content.isMissingNode() || content.isEmpty(), "an answer without a body has none");
            }
        });
    }

    private Response sent(Operation operation) {
        String path = operation.path;
        StringBuilder query = new StringBuilder();
        RequestSpecification request = raw();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asText();
            String in = parameter.path("in").asText();
            boolean given = parameter.has("example");
            String value = encoded(parameter.path("example").asText());
            assertTrue(given || !in.equals("path"), () -> "no example: " + parameter);
            if (in.equals("path")) {
                path = path.replace('{' + name + '}', value);
            } else if (in.equals("query") && given) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(value);
            }
        }
        JsonNode content = operation.node.path("requestBody").path("content");
        if (!content.isMissingNode()) {
            Map.Entry<String, JsonNode> body = content.fields().next();
            JsonNode example = body.getValue().get("example");
            assertTrue(example != null, "no example of a body");
            request = body.getKey().equals("*/*")
                    ? request.body(example.asText())
                    : request.contentType(body.getKey()).body(example.toString());
        }
        return request.request(operation.method, path + query);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void compare(Operation operation, JsonNode content, String answer) {
        assertFalse(content.isMissingNode(), "no content");
        Map.Entry<String, JsonNode> only = content.fields().next();
        JsonNode example = only.getValue().get("example");
        assertTrue(example != null, "no example of an answer");
        if (only.getKey().equals("*/*")) {
            assertEquals(example.asText(), answer);
            return;
        }
        JsonNode actual = parsed(answer);
        if (operation.node.path("x-part").asBoolean()) {
            example.forEach(item ->
                    assertTrue(actual.findParents("name").contains(item), () -> "not among those answered: " + item));
            return;
        }
        for (String varies : operation.node.path("x-varies").asText().split(",")) {
            if (actual instanceof ObjectNode object && example instanceof ObjectNode wanted) {
                object.remove(varies);
                wanted.remove(varies);
            }
        }
        assertEquals(example, actual);
    }
}
