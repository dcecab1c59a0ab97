package io.larder.service;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dialect in the packaged service: which paths are its own, and that no bound of the server's stands before it. */
@QuarkusIntegrationTest
class DialectIT {

    @Test
    void commandsAreAnswered() {
        given().body("[[\"SET\",\"it\",1.50],[\"GET\",\"it\"],[\"ZADD\",\"it\",1,\"a\"]]")
                .post("/pipeline")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("upstash-sync-token", notNullValue())
                .body("[0].result", equalTo("OK"))
                .body("[1].result", equalTo("1.50"))
                .body("[2].error", equalTo("WRONGTYPE Operation against a key holding the wrong kind of value"));
        given().get("/get/it").then().statusCode(200).body("result", equalTo("1.50"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1", "/v1/nothing", "/q", "/q/nothing", "/openapi/x", "/connection/websocket", "/console"})
    void pathsOfOthersAreNoCommands(String path) {
        given().get(path).then().body(not(containsString("unknown command")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2", "/query", "/qq/x", "/favicon.ico", "/v1x"})
    void everyOtherPathIsACommand(String path) {
        given().get(path).then().statusCode(400).body("error", containsString("unknown command"));
    }

    @Test
    void aLongBodyIsRefusedInJson() {
        given().body(new byte[10 * 1024 * 1024 + 1])
                .post("/set/it")
                .then()
                .statusCode(413)
                .contentType("application/json")
                .body("error", equalTo("ERR max request size exceeded. Limit: 10485760 bytes, Actual: 10485761 bytes"));
        given().body(new byte[10 * 1024 * 1024 - 100]).post("/set/it").then().statusCode(200);
    }

    @Test
    void aLongUrlIsACommandLikeOthers() {
        String value = "x".repeat(200_000);
        given().get("/set/it/" + value).then().statusCode(200);
        given().get("/strlen/it").then().body("result", equalTo(200_000));
    }
}
