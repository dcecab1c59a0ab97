package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class KeyTtlResourceTest extends ResourceTest {

    @Test
    void aKeyStaysForGoodUntilItIsToldOtherwise() {
        run("RPUSH", "k", "a");
        given().get("/v1/keys/k/ttl").then().body("ttl", nullValue()).body("expiresAt", nullValue());
        json("{\"ttl\":600}").put("/v1/keys/k/ttl").then().statusCode(204);
        JsonPath expiry =
                given().get("/v1/keys/k/ttl").then().statusCode(200).extract().jsonPath();
        assertTrue(expiry.getDouble("ttl") > 590 && expiry.getDouble("ttl") <= 600);
        assertEquals(
                this.<Number>run("PEXPIRETIME", "k").longValue(),
                Instant.parse(expiry.getString("expiresAt")).toEpochMilli());
        given().delete("/v1/keys/k/ttl").then().statusCode(204);
        given().delete("/v1/keys/k/ttl").then().statusCode(204);
        assertEquals(-1, this.<Integer>run("TTL", "k"));
    }

    @Test
    void aTimeCanHaveAUnitOrBeATime() {
        run("SET", "k", "v");
        json("{\"ttl\":\"2h\"}").put("/v1/keys/k/ttl").then().statusCode(204);
        assertTrue(this.<Integer>run("TTL", "k") > 7_190);
        json("{\"expiresAt\":\"2100-01-01T01:00:00.250+01:00\"}")
                .put("/v1/keys/k/ttl")
                .then()
                .statusCode(204);
        assertEquals(4_102_444_800_250L, this.<Long>run("PEXPIRETIME", "k"));
        given().get("/v1/keys/k/ttl").then().body("expiresAt", equalTo("2100-01-01T00:00:00.250Z"));
        // The answer can be sent back.
        json("{\"ttl\":null,\"expiresAt\":\"2101-01-01T00:00:00Z\"}")
                .put("/v1/keys/k/ttl")
                .then()
                .statusCode(204);
    }

    @Test
    void aTimeThatHasPassedDeletes() {
        run("SET", "k", "v");
        json("{\"expiresAt\":\"2000-01-01T00:00:00Z\"}")
                .put("/v1/keys/k/ttl")
                .then()
                .statusCode(204);
        assertEquals(0, this.<Integer>run("EXISTS", "k"));
    }

    @Test
    void theNoteOfTheContentTypeStaysAsLong() {
        send("PUT", "/v1/keys/k", "v", "Content-Type", "a/b");
        json("{\"ttl\":600}").put("/v1/keys/k/ttl").then().statusCode(204);
        assertTrue(this.<Integer>run("TTL", "larder:content-type:{k}") > 590);
        given().delete("/v1/keys/k/ttl").then().statusCode(204);
        assertEquals(-1, this.<Integer>run("TTL", "larder:content-type:{k}"));
    }

    @Test
    void aKeyThatIsNotThereHasNone() {
        given().get("/v1/keys/none/ttl").then().statusCode(404).contentType("application/problem+json");
        json("{\"ttl\":1}").put("/v1/keys/none/ttl").then().statusCode(404);
        given().delete("/v1/keys/none/ttl").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "5",
                "null",
                "{\"ttl\":null}",
                "{\"ttl\":\"x\"}",
                "{\"ttl\":[1]}",
                "{\"expiresAt\":\"soon\"}",
                "{\"ttl\":1,\"expiresAt\":\"2100-01-01T00:00:00Z\"}",
                "{\"ttl\":1} {}",
                "{\"ttl\":1"
            })
    void whatMakesNoSenseIsRefused(String body) {
        run("SET", "k", "v");
        json(body).put("/v1/keys/k/ttl").then().statusCode(400).contentType("application/problem+json");
        assertEquals(-1, this.<Integer>run("TTL", "k"));
    }
}
