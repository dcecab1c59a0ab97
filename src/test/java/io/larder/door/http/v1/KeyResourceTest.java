package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class KeyResourceTest extends ResourceTest {

    private static final String TEXT = "text/plain;charset=utf-8";

    /** Each byte percent-encoded. */
    private static String encoded(byte[] key) {
        return HexFormat.of().withPrefix("%").formatHex(key);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @Test
    void bytesComeBackAsTheyWere() {
        byte[] value = new byte[256];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }
        assertEquals(201, send(Version.HTTP_1_1, "PUT", "/v1/keys/k", value).statusCode());
        HttpResponse<byte[]> answer = send("GET", "/v1/keys/k", "");
        assertArrayEquals(value, answer.body());
        assertEquals("application/octet-stream", header(answer, "Content-Type"));
        assertEquals("no-cache", header(answer, "Cache-Control"));
        assertNull(header(answer, "Expires"));
    }

    @Test
    void noBytesAreAValueToo() {
        assertEquals(201, send("PUT", "/v1/keys/k", "").statusCode());
        HttpResponse<byte[]> answer = send("GET", "/v1/keys/k", "");
        assertEquals(200, answer.statusCode());
        assertEquals(0, answer.body().length);
        assertEquals("", run("GET", "k"));
    }

    @Test
    void aKeyThatIsNotThereIsAProblem() {
        given().get("/v1/keys/none")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("about:blank"))
                .body("title", equalTo("Not Found"))
                .body("status", equalTo(404))
                .body("detail", equalTo("no such key"));
        given().delete("/v1/keys/none").then().statusCode(404);
        given().head("/v1/keys/none").then().statusCode(404);
    }

    @Test
    void otherTypesAreNoValues() {
        run("RPUSH", "list", "a");
        given().get("/v1/keys/list")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("code", equalTo("WRONGTYPE"))
                .body("detail", equalTo("WRONGTYPE Operation against a key holding the wrong kind of value"));
        given().post("/v1/keys/list/increment").then().statusCode(409);
        // But they can be replaced and deleted, as SET and DEL do.
        given().body("v").put("/v1/keys/list").then().statusCode(204);
        assertEquals("v", run("GET", "list"));
        run("DEL", "list");
        run("RPUSH", "list", "a");
        given().delete("/v1/keys/list").then().statusCode(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Image/PNG",
                "text/html; charset=\"utf-8\"; x=y",
                "application/vnd.a.b+json;v=1"
            })
    void theContentTypeIsTheOneItCameWith(String type) {
        send("PUT", "/v1/keys/k", "{}", "Content-Type", type);
        assertEquals(type, header(send("GET", "/v1/keys/k", ""), "Content-Type"));
        assertEquals(type, header(send("HEAD", "/v1/keys/k", ""), "Content-Type"));
        assertEquals("{}", run("GET", "k"));
        assertEquals("string", run("TYPE", "k"));
    }

    @Test
    void whatCurlSaysOfEverythingIsNoContentType() {
        send("PUT", "/v1/keys/k", "a=b", "Content-Type", "application/x-www-form-urlencoded");
        assertEquals(TEXT, header(send("GET", "/v1/keys/k", ""), "Content-Type"));
        assertEquals(1, this.<Integer>run("DBSIZE"));
    }

    @Test
    void whatTheBytesSayThemselvesNeedsNoNote() {
        send("PUT", "/v1/keys/k", "text", "Content-Type", "text/plain;charset=UTF-8");
        assertEquals(TEXT, header(send("GET", "/v1/keys/k", ""), "Content-Type"));
        send("PUT", "/v1/keys/b", "\0", "Content-Type", "application/octet-stream");
        assertEquals("application/octet-stream", header(send("GET", "/v1/keys/b", ""), "Content-Type"));
        assertEquals(2, this.<Integer>run("DBSIZE"));
    }

    @Test
    void theContentTypeIsForgottenWithTheValue() {
        send("PUT", "/v1/keys/k", "{}", "Content-Type", "application/json");
        run("SET", "k", "[]");
        assertEquals(TEXT, header(send("GET", "/v1/keys/k", ""), "Content-Type"));
        send("PUT", "/v1/keys/k", "{}", "Content-Type", "application/json");
        send("PUT", "/v1/keys/k", "{}");
        assertEquals(TEXT, header(send("GET", "/v1/keys/k", ""), "Content-Type"));
        send("PUT", "/v1/keys/k", "{}", "Content-Type", "application/json");
        send("DELETE", "/v1/keys/k", "");
        assertEquals(0, this.<Integer>run("DBSIZE"));
    }

    @Test
    void whatIsNoContentTypeIsRefused() {
        for (String type : List.of("nonsense", "a/b; c", "a/b, c/d", "text/ html")) {
            HttpResponse<byte[]> answer = send("PUT", "/v1/keys/k", "v", "Content-Type", type);
            assertEquals(415, answer.statusCode(), type);
            assertEquals("application/problem+json", header(answer, "Content-Type"));
        }
        assertEquals(0, this.<Integer>run("DBSIZE"));
    }

    @Test
    void aNoteThatACommandHasForgedIsNotBelieved() {
        send("PUT", "/v1/keys/k", "v", "Content-Type", "application/json");
        String tag = header(send("GET", "/v1/keys/k", ""), "ETag").replace("\"", "");
        run("SET", "larder:content-type:{k}", tag + " text/html\r\nX: y");
        assertEquals(TEXT, header(send("GET", "/v1/keys/k", ""), "Content-Type"));
        run("DEL", "larder:content-type:{k}");
        run("RPUSH", "larder:content-type:{k}", "a");
        assertEquals(TEXT, header(send("GET", "/v1/keys/k", ""), "Content-Type"));
        given().body("v").put("/v1/keys/larder:content-type:x").then().statusCode(400);
        given().post("/v1/keys/larder:content-type:x/increment").then().statusCode(400);
    }

    @Test
    void storedPagesAreNotRun() {
        send("PUT", "/v1/keys/page", "<script>alert(1)</script>", "Content-Type", "text/html");
        HttpResponse<byte[]> page = send("GET", "/v1/keys/page", "");
        assertTrue(header(page, "Content-Security-Policy").contains("sandbox"));
        assertEquals("nosniff", header(page, "X-Content-Type-Options"));
    }

    @Test
    void headIsGetWithoutTheValue() {
        send("PUT", "/v1/keys/k?ttl=1h", "hello", "Content-Type", "text/x");
        HttpResponse<byte[]> get = send("GET", "/v1/keys/k", "");
        HttpResponse<byte[]> head = send("HEAD", "/v1/keys/k", "");
        assertEquals(200, head.statusCode());
        assertEquals(0, head.body().length);
        for (String name : List.of("Content-Length", "Content-Type", "ETag", "Expires")) {
            assertEquals(header(get, name), header(head, name), name);
        }
        assertEquals("5", header(head, "Content-Length"));
    }

    @Test
    void tagsNameTheBytes() {
        String put = header(send("PUT", "/v1/keys/k", "hello"), "ETag");
        assertEquals(put, header(send("GET", "/v1/keys/k", ""), "ETag"));
        run("SET", "other", "hello");
        assertEquals(put, header(send("GET", "/v1/keys/other", ""), "ETag"));
        run("APPEND", "k", "!");
        assertNotEquals(put, header(send("GET", "/v1/keys/k", ""), "ETag"));
        assertTrue(put.startsWith("\"") && put.endsWith("\""), put);
    }

    @Test
    void whatTheCallerHasIsNotSentAgain() {
        String tag = header(send("PUT", "/v1/keys/k?ttl=1h", "hello"), "ETag");
        for (String given : List.of(tag, "\"other\", " + tag, "W/" + tag, "*")) {
            for (String method : List.of("GET", "HEAD")) {
                HttpResponse<byte[]> answer = send(method, "/v1/keys/k", "", "If-None-Match", given);
                assertEquals(304, answer.statusCode(), given);
                assertEquals(tag, header(answer, "ETag"));
                assertTrue(header(answer, "Cache-Control").startsWith("max-age="));
                assertNull(header(answer, "Content-Type"));
                assertEquals(0, answer.body().length);
            }
        }
        assertEquals(
                200, send("GET", "/v1/keys/k", "", "If-None-Match", "\"other\"").statusCode());
        assertEquals(404, send("GET", "/v1/keys/none", "", "If-None-Match", "*").statusCode());
    }

    @Test
    void ifMatchOnReadingWantsThatValue() {
        String tag = header(send("PUT", "/v1/keys/k", "hello"), "ETag");
        assertEquals(200, send("GET", "/v1/keys/k", "", "If-Match", tag).statusCode());
        assertEquals(412, send("GET", "/v1/keys/k", "", "If-Match", "\"other\"").statusCode());
        assertEquals(412, send("GET", "/v1/keys/none", "", "If-Match", "*").statusCode());
    }

    @Test
    void ifMatchChangesOnlyThatValue() {
        assertEquals(412, send("PUT", "/v1/keys/k", "a", "If-Match", "*").statusCode());
        String a = header(send("PUT", "/v1/keys/k", "a"), "ETag");
        HttpResponse<byte[]> changed = send("PUT", "/v1/keys/k", "b", "If-Match", "\"x\", " + a, "Content-Type", "c/d");
        assertEquals(204, changed.statusCode());
        assertEquals("c/d", header(send("GET", "/v1/keys/k", ""), "Content-Type"));
        HttpResponse<byte[]> refused = send("PUT", "/v1/keys/k", "c", "If-Match", a);
        assertEquals(412, refused.statusCode());
        assertEquals("application/problem+json", header(refused, "Content-Type"));
        // A weak tag never stands for the very same bytes.
        String b = header(changed, "ETag");
        assertEquals(412, send("PUT", "/v1/keys/k", "c", "If-Match", "W/" + b).statusCode());
        assertEquals("b", run("GET", "k"));
        assertEquals(204, send("PUT", "/v1/keys/k", "c", "If-Match", "*").statusCode());
        assertEquals(412, send("DELETE", "/v1/keys/k", "", "If-Match", b).statusCode());
        String c = header(send("GET", "/v1/keys/k", ""), "ETag");
        assertEquals(204, send("DELETE", "/v1/keys/k", "", "If-Match", c).statusCode());
        assertEquals(412, send("DELETE", "/v1/keys/k", "", "If-Match", c).statusCode());
    }

    @Test
    void ifNoneMatchSetsOnlyWhatIsNotThere() {
        assertEquals(201, send("PUT", "/v1/keys/k", "a", "If-None-Match", "*").statusCode());
        assertEquals(412, send("PUT", "/v1/keys/k", "b", "If-None-Match", "*").statusCode());
        assertEquals("a", run("GET", "k"));
        run("RPUSH", "list", "a");
        assertEquals(
                412, send("PUT", "/v1/keys/list", "b", "If-None-Match", "*").statusCode());
        assertEquals(412, send("PUT", "/v1/keys/list", "b", "If-Match", "\"x\"").statusCode());
        assertEquals("list", run("TYPE", "list"));
    }

    @ParameterizedTest
    @CsvSource({"999ms,0", "90,90", "5.5,5", "90s,90", "10m,600", "2h,7200", "7d,604800", "0.5h,1800"})
    void aValueStaysAsLongAsItIsTold(String ttl, int seconds) {
        assertEquals(
                201,
                send("PUT", "/v1/keys/k?ttl=" + ttl, "v", "Content-Type", "a/b").statusCode());
        HttpResponse<byte[]> answer = send("GET", "/v1/keys/k", "");
        int age = Integer.parseInt(header(answer, "Cache-Control").substring("max-age=".length()));
        assertTrue(age <= seconds && age >= seconds - 5, age + " of " + seconds);
        assertTrue(header(answer, "Expires").matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT"));
        int value = this.<Number>run("PTTL", "k").intValue();
        int note = this.<Number>run("PTTL", "larder:content-type:{k}").intValue();
        assertTrue(Math.abs(value - note) < 1_000, value + " " + note);
        // Set anew, it stays for good. The shortest may have ended by now.
        int again = send("PUT", "/v1/keys/k", "v").statusCode();
        assertTrue(again == 204 || again == 201 && seconds == 0, "status " + again);
        assertEquals("no-cache", header(send("GET", "/v1/keys/k", ""), "Cache-Control"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "1y", "1e400d", "-", "5%20m", "99999999999999999999", "0.0001"})
    void whatIsNoTimeIsRefused(String ttl) {
        // An empty one is as if it were not there.
        int status = send("PUT", "/v1/keys/k?ttl=" + ttl, "v").statusCode();
        assertEquals(ttl.isEmpty() ? 201 : 400, status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "106751991167d"})
    void whatIsNoExpiryIsRefusedByTheCommand(String ttl) {
        given().body("v")
                .put("/v1/keys/k?ttl=" + ttl)
                .then()
                .statusCode(400)
                .body("detail", equalTo("ERR invalid expire time in 'set' command"));
    }

    @Test
    void numbersAreExact() {
        given().post("/v1/keys/n/increment").then().statusCode(200).body(equalTo("{\"value\":1}"));
        run("SET", "n", "9007199254740992");
        given().post("/v1/keys/n/increment").then().body(equalTo("{\"value\":9007199254740993}"));
        given().post("/v1/keys/n/increment?by=-3").then().body(equalTo("{\"value\":9007199254740990}"));
        given().post("/v1/keys/n/increment?by=0.5").then().body(equalTo("{\"value\":9007199254740990.5}"));
        given().post("/v1/keys/n/increment?by=1e1").then().body(equalTo("{\"value\":9007199254741000.5}"));
        given().post("/v1/keys/n/increment")
                .then()
                .statusCode(400)
                .body("detail", equalTo("ERR value is not an integer or out of range"));
        given().post("/v1/keys/n/increment?by=x").then().statusCode(400).body("code", equalTo("ERR"));
        run("SET", "n", "9223372036854775807");
        given().post("/v1/keys/n/increment")
                .then()
                .statusCode(400)
                .body("detail", equalTo("ERR increment or decrement would overflow"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                ".",
                "..",
                "...",
                "",
                " ",
                "a b",
                "a;b=c",
                ";",
                "%",
                "%2F",
                "100%",
                "a+b",
                "?x=1#y",
                "ключ",
                "🙂",
                "é",
                "\u0000",
                "\r\n",
                "{a}",
                "a\\b",
                "\"",
                "increment",
                "ttl",
                "keys",
                "//",
                "a/../b",
                "user:{1}:x",
                "~"
            })
    void anyTextIsAKey(String key) {
        String path = "/v1/keys/" + encoded(key.getBytes(UTF_8));
        assertEquals(201, send("PUT", path, "v", "Content-Type", "a/b").statusCode());
        assertEquals("v", run("GET", key));
        HttpResponse<byte[]> answer = send("GET", path, "");
        assertEquals("v", text(answer));
        assertEquals("a/b", header(answer, "Content-Type"));
        given().get("/v1/keys").then().body("keys", equalTo(List.of(key))).body("cursor", nullValue());
        assertEquals(200, send("GET", path + "/ttl", "").statusCode());
        assertEquals(204, send("DELETE", path, "").statusCode());
        assertEquals(0, this.<Integer>run("DBSIZE"));
    }

    @Test
    void charactersThatAPathMayHaveNeedNoEncoding() {
        for (String key : List.of("a:b", "a;b=1", "a+b", "a@b", "a,b", "a!$&'()*b", "a=b", "~a", "a.b", ".a", "a..")) {
            assertEquals(201, send("PUT", "/v1/keys/" + key, key).statusCode(), key);
            assertEquals(key, run("GET", key));
        }
    }

    @Test
    void anyBytesAreAKey() {
        byte[] key = {(byte) 0xff, 0, (byte) 0xc3, '/', (byte) 0x80};
        String path = "/v1/keys/" + encoded(key);
        assertEquals(201, send("PUT", path, "v").statusCode());
        given().get("/v1/keys?encoding=base64")
                .then()
                .body("keys", equalTo(List.of(Base64.getEncoder().encodeToString(key))));
        given().get("/v1/keys").then().body("keys", equalTo(List.of("\ufffd\u0000\ufffd/\ufffd")));
        assertEquals("v", text(send("GET", path, "")));
    }

    @Test
    void longKeysAreTakenUpToTheirLimit() {
        String key = "k".repeat(64 << 10);
        assertEquals(
                201, send("PUT", "/v1/keys/" + key, "v", "Content-Type", "a/b").statusCode());
        assertEquals("a/b", header(send("GET", "/v1/keys/" + key, ""), "Content-Type"));
        assertEquals(
                200, send("GET", "/v1/keys/" + encoded(key.getBytes(UTF_8)), "").statusCode());
        given().body("v")
                .put("/v1/keys/" + key + "k")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", equalTo("ERR max key size exceeded. Limit: 65536 bytes"));
        assertEquals(414, send("PUT", "/v1/keys/" + "k".repeat(1_000_000), "v").statusCode());
        json("{\"arguments\":[\"" + "k".repeat(1_000_000) + "\",\"v\"]}")
                .post("/v1/commands/SET")
                .then()
                .statusCode(400)
                .body("detail", equalTo("ERR max key size exceeded. Limit: 65536 bytes"));
    }

    @Test
    void largeValuesComeBackAsTheyWere() {
        byte[] value = bytes(5 << 20);
        assertEquals(
                201,
                send(Version.HTTP_1_1, "PUT", "/v1/keys/k", value, "Content-Type", "a/b")
                        .statusCode());
        assertArrayEquals(value, send("GET", "/v1/keys/k", "").body());
        String tag = header(send("HEAD", "/v1/keys/k", ""), "ETag");
        assertEquals(204, send("PUT", "/v1/keys/k", "small", "If-Match", tag).statusCode());
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        HttpResponse<byte[]> answer = send(Version.HTTP_1_1, "PUT", "/v1/keys/k", new byte[(10 << 20) + 1]);
        assertEquals(413, answer.statusCode());
        assertEquals("application/problem+json", header(answer, "Content-Type"));
        assertTrue(text(answer).contains("ERR max request size exceeded. Limit: 10485760 bytes"), text(answer));
        assertEquals(
                201,
                send(Version.HTTP_1_1, "PUT", "/v1/keys/k", new byte[10 << 20]).statusCode());
    }

    @Test
    void textIsCompressedForThoseWhoAsk() throws Exception {
        String value = "hello ".repeat(50_000);
        send("PUT", "/v1/keys/k", value);
        HttpResponse<byte[]> plain = send("GET", "/v1/keys/k", "");
        assertNull(header(plain, "Content-Encoding"));
        assertEquals("accept-encoding", header(plain, "Vary"));
        HttpResponse<byte[]> small = send("GET", "/v1/keys/k", "", "Accept-Encoding", "br, gzip");
        assertEquals("gzip", header(small, "Content-Encoding"));
        assertEquals("accept-encoding", header(small, "Vary"));
        assertEquals(
                value,
                new String(
                        new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(small.body()))
                                .readAllBytes(),
                        UTF_8));
        // Other bytes, another tag; either names the value.
        String tag = header(small, "ETag");
        assertNotEquals(header(plain, "ETag"), tag);
        HttpResponse<byte[]> again = send("GET", "/v1/keys/k", "", "Accept-Encoding", "gzip", "If-None-Match", tag);
        assertEquals(304, again.statusCode());
        assertEquals(tag, header(again, "ETag"));
        assertEquals(
                204,
                send("PUT", "/v1/keys/k", value, "If-Match", tag, "Content-Type", "image/png")
                        .statusCode());
        assertNull(header(send("GET", "/v1/keys/k", "", "Accept-Encoding", "gzip"), "Content-Encoding"));
        assertNull(header(send("GET", "/v1/keys/k", "", "Accept-Encoding", "gzip;q=0"), "Content-Encoding"));
    }

    @Test
    void onlyWholePlainValuesAreStored() {
        given().header("Content-Encoding", "gzip")
                .body("v")
                .put("/v1/keys/k")
                .then()
                .statusCode(415);
        given().header("Content-Range", "bytes 0-1/2")
                .body("v")
                .put("/v1/keys/k")
                .then()
                .statusCode(400);
        given().header("Content-Encoding", "identity")
                .body("v")
                .put("/v1/keys/k")
                .then()
                .statusCode(201);
    }

    @Test
    void http2Works() {
        byte[] value = bytes(300_000);
        // An upgrade takes a request without a body.
        assertEquals(
                404, send(Version.HTTP_2, "GET", "/v1/keys/none", new byte[0]).statusCode());
        assertEquals(
                201,
                send(Version.HTTP_2, "PUT", "/v1/keys/k", value, "Content-Type", "a/b")
                        .statusCode());
        HttpResponse<byte[]> answer = send(Version.HTTP_2, "GET", "/v1/keys/k", new byte[0]);
        assertEquals(Version.HTTP_2, answer.version());
        assertArrayEquals(value, answer.body());
        assertEquals(
                204, send(Version.HTTP_2, "DELETE", "/v1/keys/k", new byte[0]).statusCode());
    }

    @Test
    void aBodyIsAskedFor() {
        given().header("Expect", "100-continue")
                .body("v")
                .put("/v1/keys/k")
                .then()
                .statusCode(201);
        given().contentType(ContentType.TEXT).get("/v1/keys/k").then().body(containsString("v"));
    }
}
