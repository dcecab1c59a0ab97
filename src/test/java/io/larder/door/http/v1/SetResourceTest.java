package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SetResourceTest extends ResourceTest {

    @Test
    void aSetIsAnArray() {
        json("[\"red\",\"blue\",\"red\"]").put("/v1/sets/s").then().statusCode(201);
        given().get("/v1/sets/s").then().statusCode(200).body("", containsInAnyOrder("red", "blue"));
        json("[\"green\"]").put("/v1/sets/s?ttl=1h").then().statusCode(204);
        given().get("/v1/sets/s").then().body("", equalTo(List.of("green")));
        assertTrue(this.<Integer>run("TTL", "s") > 3_590);
        json("[\"green\",\"a\",\"b\"]")
                .post("/v1/sets/s")
                .then()
                .statusCode(200)
                .body("added", equalTo(2));
        json("[]").post("/v1/sets/s").then().statusCode(400);
        given().delete("/v1/sets/s").then().statusCode(204);
        given().delete("/v1/sets/s").then().statusCode(404);
        given().get("/v1/sets/s").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"red", "a%2Fb", "%2E", "%FF", "%F0%9F%99%82", ""})
    void aMemberHasAPath(String member) {
        String path = "/v1/sets/s/" + member;
        assertEquals(404, send("GET", path, "").statusCode());
        assertEquals(201, send("PUT", path, "").statusCode());
        assertEquals(204, send("PUT", path, "").statusCode());
        assertEquals(204, send("GET", path, "").statusCode());
        assertEquals(204, send("HEAD", path, "").statusCode());
        assertEquals(1, this.<Integer>run("SCARD", "s"));
        assertEquals(204, send("DELETE", path, "").statusCode());
        assertEquals(404, send("DELETE", path, "").statusCode());
    }

    @Test
    void anyBytesAreMembers() {
        json("[\"AP8=\"]").put("/v1/sets/s?encoding=base64").then().statusCode(201);
        given().get("/v1/sets/s?encoding=base64").then().body("", equalTo(List.of("AP8=")));
        assertEquals(204, send("GET", "/v1/sets/s/%00%FF", "").statusCode());
    }

    @Test
    void otherTypesAreLeftAlone() {
        run("SET", "k", "v");
        for (int status : new int[] {
            given().get("/v1/sets/k").statusCode(),
            json("[1]").put("/v1/sets/k").statusCode(),
            json("[1]").post("/v1/sets/k").statusCode(),
            given().delete("/v1/sets/k").statusCode(),
            given().get("/v1/sets/k/m").statusCode(),
            given().put("/v1/sets/k/m").statusCode(),
            given().delete("/v1/sets/k/m").statusCode()
        }) {
            assertEquals(409, status);
        }
        assertEquals("v", run("GET", "k"));
    }
}
