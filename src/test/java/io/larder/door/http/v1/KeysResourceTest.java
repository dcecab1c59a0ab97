package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class KeysResourceTest extends ResourceTest {

    private void setMany(String prefix, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(prefix + i);
            words.add("v");
        }
        run("MSET", words.toArray());
    }

    @Test
    void keysAreListedPageByPage() {
        setMany("k", 250);
        // Notes of content types are nobody's keys.
        send("PUT", "/v1/keys/typed", "v", "Content-Type", "a/b");
        Set<String> seen = new HashSet<>();
        String cursor = null;
        int pages = 0;
        do {
            JsonPath page = given().get("/v1/keys?count=50" + (cursor == null ? "" : "&cursor=" + cursor))
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("keys"));
            cursor = page.getString("cursor");
            pages++;
        } while (cursor != null);
        assertEquals(251, seen.size());
        assertTrue(seen.contains("typed") && pages > 2, seen + " in " + pages);
    }

    @Test
    void keysAreChosenByPatternAndType() {
        run("MSET", "user:1", "a", "user:2", "b", "a*b", "c");
        run("RPUSH", "user:list", "a");
        given().get("/v1/keys?match=user:*&count=1000")
                .then()
                .body("keys", containsInAnyOrder("user:1", "user:2", "user:list"));
        raw().get("/v1/keys?count=1000&match=a%5C*b").then().body("keys", equalTo(List.of("a*b")));
        given().get("/v1/keys?type=list&count=1000").then().body("keys", equalTo(List.of("user:list")));
        given().get("/v1/keys?type=hash&count=1000").then().body("keys", empty());
    }

    @Test
    void anEmptyStoreHasOnePage() {
        given().get("/v1/keys").then().statusCode(200).body("keys", empty()).body("cursor", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cursor=x", "count=x", "count=0", "encoding=hex"})
    void whatMakesNoSenseIsRefused(String query) {
        given().get("/v1/keys?" + query).then().statusCode(400).contentType("application/problem+json");
    }

    @Test
    void aPrefixIsTakenAsItIs() {
        run("MSET", "a*b:1", "x", "a*b:2", "x", "axb:1", "x", "a", "x");
        send("PUT", "/v1/keys/a*b:3", "v", "Content-Type", "a/b");
        given().queryParam("prefix", "a*b")
                .delete("/v1/keys")
                .then()
                .statusCode(200)
                .body("deleted", equalTo(3));
        assertEquals(2, this.<Integer>run("DBSIZE"));
        run("MSET", "[x]1", "v", "x1", "v", "?q", "v", "\\b", "v", "^c", "v", "-d", "v");
        for (String prefix : new String[] {"[x]", "?", "\\", "^", "-", "none"}) {
            given().queryParam("prefix", prefix)
                    .delete("/v1/keys")
                    .then()
                    .body("deleted", equalTo(prefix.equals("none") ? 0 : 1));
        }
        given().get("/v1/keys?count=1000").then().body("keys", containsInAnyOrder("x1", "axb:1", "a"));
    }

    @Test
    void aPrefixCanBeAnyBytes() {
        send("PUT", "/v1/keys/%FFa", "v");
        send("PUT", "/v1/keys/%FEa", "v");
        raw().delete("/v1/keys?prefix=%FF").then().body("deleted", equalTo(1));
        given().get("/v1/keys").then().body("keys", hasSize(1));
    }

    @Test
    void manyAreDeleted() {
        setMany("many:", 1_200);
        run("SET", "one", "v");
        given().delete("/v1/keys?prefix=many:").then().body("deleted", equalTo(1200));
        assertEquals(1, this.<Integer>run("DBSIZE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?prefix=", "?prefix", "?match=a*"})
    void nothingIsDeletedWithoutAPrefix(String query) {
        run("SET", "k", "v");
        given().delete("/v1/keys" + query).then().statusCode(400).body("detail", containsString("?prefix="));
        assertEquals(1, this.<Integer>run("DBSIZE"));
    }
}
