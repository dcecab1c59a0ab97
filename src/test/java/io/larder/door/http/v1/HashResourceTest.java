package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.net.http.HttpClient.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class HashResourceTest extends ResourceTest {

    @Test
    void aHashIsAnObject() {
        json("{\"name\":\"ann\",\"age\":30,\"exact\":9007199254740993,\"real\":0.10,\"on\":true,\"é🙂\":\"ü\"}")
                .put("/v1/hashes/u")
                .then()
                .statusCode(201);
        given().get("/v1/hashes/u")
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body(
                        "",
                        equalTo(Map.of(
                                "name",
                                "ann",
                                "age",
                                "30",
                                "exact",
                                "9007199254740993",
                                "real",
                                "0.10",
                                "on",
                                "true",
                                "é🙂",
                                "ü")));
        json("{\"name\":\"bob\"}").put("/v1/hashes/u").then().statusCode(204);
        given().get("/v1/hashes/u").then().body("", equalTo(Map.of("name", "bob")));
        given().delete("/v1/hashes/u").then().statusCode(204);
        given().delete("/v1/hashes/u").then().statusCode(404);
        given().get("/v1/hashes/u").then().statusCode(404).body("detail", equalTo("no such key"));
    }

    @Test
    void someFieldsCanBeAskedFor() {
        run("HSET", "u", "name", "ann", "age", "30");
        Map<String, Object> expected = new HashMap<>();
        expected.put("age", "30");
        expected.put("none", null);
        given().get("/v1/hashes/u?field=age&field=none").then().body("", equalTo(expected));
        given().get("/v1/hashes/none?field=age").then().statusCode(404);
    }

    @Test
    void fieldsAreMerged() {
        json("{\"a\":1,\"b\":2}").patch("/v1/hashes/u").then().statusCode(204);
        json("{\"a\":null,\"c\":3,\"zz\":null}")
                .contentType("application/merge-patch+json")
                .patch("/v1/hashes/u")
                .then()
                .statusCode(204);
        given().get("/v1/hashes/u").then().body("", equalTo(Map.of("b", "2", "c", "3")));
        json("{}").patch("/v1/hashes/u").then().statusCode(204);
        json("{\"b\":null,\"c\":null}").patch("/v1/hashes/u").then().statusCode(204);
        assertEquals(0, this.<Integer>run("EXISTS", "u"));
    }

    @Test
    void aWholeHashCanExpire() {
        json("{\"a\":1}").put("/v1/hashes/u?ttl=1h").then().statusCode(201);
        assertTrue(this.<Integer>run("TTL", "u") > 3_590);
        json("{\"a\":1}").put("/v1/hashes/u").then().statusCode(204);
        assertEquals(-1, this.<Integer>run("TTL", "u"));
    }

    @Test
    void anEmptyHashIsNone() {
        json("{}").put("/v1/hashes/u").then().statusCode(204);
        json("{\"a\":1}").put("/v1/hashes/u").then().statusCode(201);
        json("{}").put("/v1/hashes/u").then().statusCode(204);
        assertEquals(0, this.<Integer>run("DBSIZE"));
    }

    @Test
    void anyBytesAreFieldsAndValues() {
        json("{\"/w==\":\"AP8=\"}").put("/v1/hashes/u?encoding=base64").then().statusCode(201);
        given().get("/v1/hashes/u?encoding=base64").then().body("", equalTo(Map.of("/w==", "AP8=")));
        given().get("/v1/hashes/u").then().body("", equalTo(Map.of("\ufffd", "\u0000\ufffd")));
        var field = send("GET", "/v1/hashes/u/%FF", "");
        assertArrayEquals(new byte[] {0, (byte) 0xff}, field.body());
        assertEquals("application/octet-stream", header(field, "Content-Type"));
        json("{\"a\":\"no base64!\"}")
                .put("/v1/hashes/u?encoding=base64")
                .then()
                .statusCode(400);
    }

    @Test
    void otherTypesAreLeftAlone() {
        run("SET", "k", "v");
        for (int status : new int[] {
            given().get("/v1/hashes/k").statusCode(),
            json("{\"a\":1}").put("/v1/hashes/k").statusCode(),
            json("{}").put("/v1/hashes/k").statusCode(),
            json("{\"a\":1}").patch("/v1/hashes/k").statusCode(),
            given().delete("/v1/hashes/k").statusCode(),
            given().get("/v1/hashes/k/f").statusCode(),
            given().body("v").put("/v1/hashes/k/f").statusCode(),
            given().delete("/v1/hashes/k/f").statusCode(),
            given().post("/v1/hashes/k/f/increment").statusCode()
        }) {
            assertEquals(409, status);
        }
        assertEquals("v", run("GET", "k"));
        assertEquals(1, this.<Integer>run("DBSIZE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{\"a\"}",
                "{\"a\":[1]}",
                "{\"a\":{}}",
                "{\"a\":null}",
                "{\"a\":1}x",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":NaN}"
            })
    void whatIsNoHashIsRefused(String body) {
        run("HSET", "u", "name", "ann");
        json(body).put("/v1/hashes/u").then().statusCode(400).contentType("application/problem+json");
        given().get("/v1/hashes/u").then().body("", equalTo(Map.of("name", "ann")));
    }

    @Test
    void aNewHashHarmsNoKeyThatLooksLikeOurs() {
        run("SET", "larder:new:{u}", "mine");
        run("RPUSH", "larder:new:1:{u}", "mine too");
        json("{\"a\":1}").put("/v1/hashes/u").then().statusCode(201);
        json("{\"a\":2}").put("/v1/hashes/u?ttl=1h").then().statusCode(204);
        assertEquals("mine", run("GET", "larder:new:{u}"));
        assertEquals(List.of("mine too"), run("LRANGE", "larder:new:1:{u}", 0, -1));
        assertEquals(List.of("a", "2"), run("HGETALL", "u"));
        assertEquals(3, this.<Integer>run("DBSIZE"));
    }

    @Test
    void aFieldIsItsBytes() {
        assertEquals(201, send("PUT", "/v1/hashes/u/name", "ann").statusCode());
        assertEquals(204, send("PUT", "/v1/hashes/u/name", "ünn").statusCode());
        var field = send("GET", "/v1/hashes/u/name", "");
        assertEquals("ünn", text(field));
        assertEquals("text/plain;charset=utf-8", header(field, "Content-Type"));
        assertTrue(header(field, "Content-Security-Policy").contains("sandbox"));
        assertEquals(200, send("HEAD", "/v1/hashes/u/name", "").statusCode());
        given().get("/v1/hashes/u/none").then().statusCode(404).body("detail", equalTo("no such field"));
        given().delete("/v1/hashes/u/name").then().statusCode(204);
        given().delete("/v1/hashes/u/name").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2F", "%2E", "%2E%2E", "a%3Bb", "increment", "%20"})
    void anyTextIsAField(String field) {
        byte[] value = field.getBytes(UTF_8);
        assertEquals(
                201,
                send(Version.HTTP_1_1, "PUT", "/v1/hashes/u/" + field, value).statusCode());
        assertArrayEquals(value, send("GET", "/v1/hashes/u/" + field, "").body());
        given().get("/v1/hashes/u").then().body("size()", equalTo(1));
        assertEquals(204, send("DELETE", "/v1/hashes/u/" + field, "").statusCode());
    }

    @Test
    void aFieldWithoutANameIsOne() {
        assertEquals(201, send("PUT", "/v1/hashes/u/", "v").statusCode());
        given().get("/v1/hashes/u").then().body("", equalTo(Map.of("", "v")));
    }

    @Test
    void numbersInFieldsAreExact() {
        run("HSET", "u", "n", "9007199254740992");
        given().post("/v1/hashes/u/n/increment").then().body(equalTo("{\"value\":9007199254740993}"));
        given().post("/v1/hashes/u/n/increment?by=0.25").then().body(equalTo("{\"value\":9007199254740993.25}"));
        given().post("/v1/hashes/u/n/increment")
                .then()
                .statusCode(400)
                .body("detail", equalTo("ERR hash value is not an integer"));
    }

    @Test
    void largeHashesAreRead() {
        StringBuilder body = new StringBuilder("{\"f\":\"v\"");
        for (int i = 0; i < 20_000; i++) {
            body.append(",\"field").append(i).append("\":").append(i);
        }
        json(body + "}").put("/v1/hashes/big").then().statusCode(201);
        Map<String, String> all = given().get("/v1/hashes/big")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("");
        assertEquals(20_001, all.size());
        assertEquals("19999", all.get("field19999"));
        given().delete("/v1/hashes/big").then().statusCode(204);
        given().get("/v1/hashes/big").then().statusCode(404);
        given().get("/v1/keys").then().body("keys.size()", equalTo(0));
    }
}
