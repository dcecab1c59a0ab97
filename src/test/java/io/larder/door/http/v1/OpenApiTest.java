package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
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

    private static void each(java.util.function.Consumer<Operation> test) {
        assertAll(Operation.all().stream().map(operation -> (Executable) () -> {
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
            assertFalse(operation.node().path("summary").asText().isBlank(), "no summary");
            for (JsonNode parameter : operation.parameters()) {
                assertFalse(parameter.path("description").asText().isBlank(), () -> "not described: " + parameter);
                assertTrue(parameter.has("schema"), () -> "no schema: " + parameter);
            }
            assertTrue(operation.node().path("responses").has("default"), "nothing on refusals");
            operation
                    .node()
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
        JsonNode document = Operation.all().get(0).document();
        for (JsonNode reference : document.findValues("$ref")) {
            assertFalse(document.at(reference.asText().substring(1)).isMissingNode(), reference::asText);
        }
    }

    /** The methods that the paths know are those of the document. */
    @Test
    void everyOperationIsTold() {
        each(operation -> {
            String path = operation.path().replaceAll("\\{\\w+}", "0");
            String allowed =
                    given().options(path).then().statusCode(204).extract().header("Allow");
            assertTrue(
                    List.of(allowed.split(", ")).contains(operation.method().toUpperCase(java.util.Locale.ROOT)),
                    allowed);
        });
    }

    @Test
    void everyExampleWorks() {
        each(operation -> {
            operation.prepare(this);
            Response answer = operation.send(raw());
            String status = operation.status();
            assertEquals(status, Integer.toString(answer.statusCode()), answer.asString());
            JsonNode content = operation
                    .resolved(operation.node().path("responses").path(status))
                    .path("content");
            if (operation.method().equals("head")) {
                assertEquals("", answer.asString());
            } else if (status.equals("200")) {
                compare(operation, content, answer.asString());
            } else {
                assertTrue(content.isMissingNode() || content.isEmpty(), "an answer without a body has none");
            }
        });
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
        JsonNode actual = Operation.parsed(answer);
        if (operation.node().path("x-part").asBoolean()) {
            example.forEach(item ->
                    assertTrue(actual.findParents("name").contains(item), () -> "not among those answered: " + item));
            return;
        }
        for (String varies : operation.node().path("x-varies").asText().split(",")) {
            if (actual instanceof ObjectNode object && example instanceof ObjectNode wanted) {
                object.remove(varies);
                wanted.remove(varies);
            }
        }
        assertEquals(example, actual);
    }
}
