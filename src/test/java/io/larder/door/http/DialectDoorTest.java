package io.larder.door.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.http.TestDoor.Seen;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dialect's requests and answers. */
class DialectDoorTest {

    private TestDoor door;

    @BeforeEach
    void open() {
        door = new TestDoor();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void oneCommandAsJson() {
        assertEquals(
                "200 {\"result\":\"OK\"}",
                door.post("/", "[\"SET\",\"k\",\"v\"]").all());
        Seen seen = door.post("/", "[\"get\",\"k\"]");
        assertEquals("200 {\"result\":\"v\"}", seen.all());
        assertEquals("application/json", seen.header("content-type"));
        assertEquals("14", seen.header("content-length"));
    }

    @Test
    void theBodyIsJsonWhateverItsType() {
        assertEquals(
                200, door.post("/", "[\"PING\"]", "Content-Type", "text/plain").status());
        assertEquals(
                200,
                door.post("/", "[\"PING\"]", "Content-Type", "application/x-www-form-urlencoded")
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT"})
    void oneCommandAsPath(String method) {
        assertEquals("200 {\"result\":\"OK\"}", send(method, "/set/k/v%20w").all());
        assertEquals("200 {\"result\":\"v w\"}", send(method, "/GET/k").all());
    }

    @Test
    void headRunsTheCommandAndShowsNoBody() {
        Seen seen = send("HEAD", "/set/k/v");
        assertEquals("200 ", seen.all());
        assertEquals("15", seen.header("content-length"));
        assertEquals("application/json", seen.header("content-type"));
        assertEquals("{\"result\":\"v\"}", door.get("/get/k").body());
        assertEquals(400, send("HEAD", "/nonsense").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "PATCH", "TRACE", "PROPFIND"})
    void otherMethodsAreRefused(String method) {
        Seen seen = send(method, "/get/k");
        assertEquals("405 {\"error\":\"ERR method " + method + " is not allowed here\"}", seen.all());
        assertEquals("GET, HEAD, POST, PUT, OPTIONS", seen.header("allow"));
        assertEquals("application/json", seen.header("content-type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/pipeline", "/multi-exec"})
    void whatOnlyTakesABodyOnlyTakesPost(String path) {
        Seen seen = door.get(path);
        assertEquals("405 {\"error\":\"ERR method GET is not allowed here\"}", seen.all());
        assertEquals("POST, OPTIONS", seen.header("allow"));
        assertEquals(405, send("PUT", path).status());
    }

    @Test
    void segmentsKeepTheirSlashesAndPluses() {
        door.get("/set/a%2Fb/c+d");
        assertEquals("{\"result\":\"c+d\"}", door.post("/", "[\"GET\",\"a/b\"]").body());
    }

    @Test
    void aBodyIsOneMoreArgument() {
        byte[] value = {0, (byte) 0xff, '{', '"', 10};
        Seen seen = door.send("POST", "/set/k", BodyPublishers.ofByteArray(value));
        assertEquals("{\"result\":\"OK\"}", seen.body());
        assertEquals("{\"result\":\"AP97Igo=\"}", base64("/", "[\"GET\",\"k\"]"));
        door.send("PUT", "/set/k", BodyPublishers.ofString("put"));
        assertEquals("{\"result\":\"put\"}", door.get("/get/k").body());
        door.send("GET", "/set/k", BodyPublishers.ofString("got"));
        assertEquals("{\"result\":\"got\"}", door.get("/get/k").body());
    }

    @Test
    void theQueryFollowsTheBody() {
        assertEquals("{\"result\":\"OK\"}", door.post("/set/foo?EX=100", "V").body());
        assertEquals("{\"result\":\"V\"}", door.get("/get/foo").body());
        assertEquals("{\"result\":null}", door.post("/set/foo?NX", "W").body());
        assertEquals("{\"result\":\"V\"}", door.get("/set/foo/X?get&EX=10").body());
        assertEquals(
                "{\"error\":\"ERR syntax error\"}",
                door.post("/set/foo?EX=100&PX=1", "V").body());
    }

    @Test
    void anEmptyBodyIsNoArgument() {
        assertEquals(
                "400 {\"error\":\"ERR wrong number of arguments for 'set' command\"}",
                door.post("/set/k", "").all());
    }

    @Test
    void numbersAndBooleansAreTheirSpelling() {
        door.post("/", "[\"MSET\",\"a\",1e+21,\"b\",0.10,\"c\",1234567890123456789,\"d\",true,\"e\",false]");
        assertEquals(
                "{\"result\":[\"1e+21\",\"0.10\",\"1234567890123456789\",\"true\",\"false\"]}",
                door.get("/mget/a/b/c/d/e").body());
        assertEquals("{\"result\":1234567890123456790}", door.get("/incr/c").body());
    }

    @Test
    void aNulIsACharacterLikeOthers() {
        door.post("/", "[\"SET\",\"a\\u0000b\",\"c\\u0000d\"]");
        assertEquals("{\"result\":\"c\\u0000d\"}", door.get("/get/a%00b").body());
    }

    @Test
    void repliesOfEachKind() {
        String plain = "{\"result\":[\"OK\",\"a\",null,7,\"0.5\",[\"OK\",null],[\"f\",\"v\"],\"PONG\"]}";
        assertEquals(plain, door.get("/every").body());
        assertEquals(
                "{\"result\":[\"T0s=\",\"YQ==\",null,7,\"MC41\",[\"T0s=\",null],[\"Zg==\",\"dg==\"],\"UE9ORw==\"]}",
                base64("/", "[\"EVERY\"]"));
        Seen seen = door.get("/every", "Upstash-Response-Format", "resp2");
        assertEquals(
                "*8\r\n+OK\r\n$1\r\na\r\n$-1\r\n:7\r\n$3\r\n0.5\r\n*2\r\n+OK\r\n*-1\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n"
                        + "+PONG\r\n",
                seen.body());
        assertEquals("application/octet-stream", seen.header("content-type"));
        assertEquals("nosniff", seen.header("x-content-type-options"));
    }

    @Test
    void inBase64OnlyTheStatusOkIsPlain() {
        assertEquals("{\"result\":\"OK\"}", base64("/", "[\"SET\",\"k\",\"OK\"]"));
        assertEquals("{\"result\":\"T0s=\"}", base64("/", "[\"GET\",\"k\"]"));
        assertEquals("{\"result\":[\"T0s=\"]}", base64("/", "[\"MGET\",\"k\"]"));
        assertEquals("{\"result\":null}", base64("/", "[\"GET\",\"none\"]"));
        assertEquals("{\"result\":2}", base64("/", "[\"STRLEN\",\"k\"]"));
        assertEquals("{\"error\":\"ERR value is not an integer or out of range\"}", base64("/", "[\"INCR\",\"k\"]"));
    }

    @Test
    void invalidUtf8IsReplaced() {
        door.get("/set/k/a%ffb%e2%82");
        assertEquals("{\"result\":\"a\\ufffdb\\ufffd\"}", door.get("/get/k").body());
    }

    @Test
    void resp2CarriesErrorsToo() {
        Seen seen = door.get("/incr", "Upstash-Response-Format", "resp2");
        assertEquals("400 -ERR wrong number of arguments for 'incr' command\r\n", seen.all());
        assertEquals("application/octet-stream", seen.header("content-type"));
        assertEquals(
                "200 +OK\r\n$1\r\n1\r\n-ERR syntax error\r\n",
                door.post(
                                "/pipeline",
                                "[[\"SET\",\"k\",1],[\"GET\",\"k\"],[\"SET\",\"k\",1,2]]",
                                "Upstash-Response-Format",
                                "resp2")
                        .all());
    }

    @Test
    void aTransactionIsAlwaysAnsweredInJson() {
        Seen seen = door.post("/multi-exec", "[[\"PING\"]]", "Upstash-Response-Format", "resp2");
        assertEquals("200 [{\"result\":\"PONG\"}]", seen.all());
        assertEquals("application/json", seen.header("content-type"));
    }

    @Test
    void formatsThatThereAreNotAreRefused() {
        assertEquals(
                "400 {\"error\":\"ERR Upstash-Response-Format must be json or resp2\"}",
                door.get("/ping", "Upstash-Response-Format", "resp3").all());
        Seen both = door.get("/ping", "Upstash-Response-Format", "resp2", "Upstash-Encoding", "base64");
        assertEquals(400, both.status());
        assertTrue(both.body().startsWith("{\"error\":\"ERR "), both.body());
        assertEquals(200, door.get("/ping", "Upstash-Response-Format", "json").status());
        assertEquals(200, door.get("/ping", "Upstash-Encoding", "whatever").status());
    }

    @Test
    void aPipelineAnswersEachCommandInItsPlace() {
        assertEquals(
                "200 [{\"result\":\"OK\"},{\"error\":\"ERR value is not an integer or out of range\"},"
                        + "{\"error\":\"ERR wrong number of arguments for 'get' command\"},"
                        + "{\"error\":\"ERR empty command\"},{\"result\":\"v\"}]",
                door.post("/pipeline", "[[\"SET\",\"k\",\"v\"],[\"INCR\",\"k\"],[\"GET\"],[],[\"GET\",\"k\"]]")
                        .all());
        Seen unknown = door.post("/pipeline", "[[\"NONSENSE\",\"x\"],[\"PING\"]]");
        assertEquals(
                "200 [{\"error\":\"ERR unknown command 'NONSENSE', with args beginning with: 'x' \"},"
                        + "{\"result\":\"PONG\"}]",
                unknown.all());
        assertEquals("application/json", unknown.header("content-type"));
    }

    @Test
    void base64IsForEachItemOfABatch() {
        String body = "[[\"SET\",\"k\",\"v\"],[\"GET\",\"k\"],[\"MGET\",\"k\",\"x\"],[\"GET\"],[\"STRLEN\",\"k\"]]";
        assertEquals(
                "[{\"result\":\"OK\"},{\"result\":\"dg==\"},{\"result\":[\"dg==\",null]},"
                        + "{\"error\":\"ERR wrong number of arguments for 'get' command\"},{\"result\":1}]",
                base64("/pipeline", body));
        assertEquals(
                "[{\"result\":\"OK\"},{\"result\":\"dg==\"}]",
                base64("/multi-exec", "[[\"SET\",\"k\",\"v\"],[\"GET\",\"k\"]]"));
    }

    @Test
    void aTransactionKeepsAnItemsErrorInItsPlace() {
        assertEquals(
                "200 [{\"result\":\"OK\"},{\"error\":\"ERR value is not an integer or out of range\"},"
                        + "{\"result\":\"v\"}]",
                door.post("/multi-exec", "[[\"SET\",\"k\",\"v\"],[\"INCR\",\"k\"],[\"GET\",\"k\"]]")
                        .all());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"NONSENSE\"]", "[\"GET\"]", "[]", "[\"MULTI\"]", "[\"GET\",null]", "7"})
    void aRefusedTransactionChangesNothing(String bad) {
        Seen seen = door.post("/multi-exec", "[[\"SET\",\"k\",\"v\"]," + bad + "]");
        assertEquals(400, seen.status());
        assertTrue(seen.body().startsWith("{\"error\":\""), seen.body());
        assertEquals("{\"result\":null}", door.get("/get/k").body());
    }

    @Test
    void commandsThatNeedAConnectionAreRefused() {
        Seen seen = door.post("/", "[\"MULTI\"]");
        assertEquals(400, seen.status());
        assertTrue(seen.body().contains("/multi-exec"), seen.body());
    }

    @Test
    void theSyncTokenDiffersAfterEachWrite() {
        String before = door.get("/get/k").header("upstash-sync-token");
        String after = door.get("/set/k/v", "upstash-sync-token", "").header("upstash-sync-token");
        String read = door.post("/pipeline", "[[\"GET\",\"k\"]]", "upstash-sync-token", "nonsense")
                .header("upstash-sync-token");
        String again = door.post("/multi-exec", "[[\"SET\",\"k\",\"v\"]]").header("upstash-sync-token");
        assertNotNull(before);
        assertTrue(!before.isEmpty());
        assertNotEquals(before, after);
        assertEquals(after, read);
        assertNotEquals(after, again);
    }

    @Test
    void telemetryIsIgnored() {
        assertEquals(
                200,
                door.get("/ping", "Upstash-Telemetry-Sdk", "x", "Upstash-Telemetry-Retry", "3")
                        .status());
    }

    @Test
    void whatIsTooLongForTheEventLoopRunsOnAWorker() {
        assertEquals("{\"result\":\"loop\"}", door.get("/where").body());
        assertEquals("{\"result\":\"worker\"}", door.get("/toolong").body());
        assertEquals("{\"result\":\"worker\"}", door.post("/", "[\"LONG\"]").body());
        assertEquals(
                "[{\"result\":\"loop\"},{\"result\":1},{\"result\":\"worker\"},{\"result\":2},{\"result\":\"worker\"}]",
                door.post("/pipeline", "[[\"WHERE\"],[\"NOTE\",\"a\"],[\"TOOLONG\"],[\"NOTE\",\"b\"],[\"WHERE\"]]")
                        .body());
        assertEquals(List.of("a", "b"), door.probe.ran);
        assertEquals(
                "[{\"result\":\"worker\"}]",
                door.post("/multi-exec", "[[\"TOOLONG\"]]").body());
    }

    @Test
    void aLongPipelineRunsOnAWorkerInOrder() {
        assertEquals(
                IntStream.range(0, 64)
                        .mapToObj(i -> "{\"result\":\"loop\"}")
                        .collect(Collectors.joining(",", "[", "]")),
                door.post("/pipeline", pipeline(64, i -> "[\"WHERE\"]")).body());
        assertEquals(
                IntStream.range(0, 65)
                        .mapToObj(i -> "{\"result\":\"worker\"}")
                        .collect(Collectors.joining(",", "[", "]")),
                door.post("/pipeline", pipeline(65, i -> "[\"WHERE\"]")).body());
        door.post("/pipeline", pipeline(100, i -> "[\"NOTE\",\"" + i + "\"]"));
        assertEquals(IntStream.range(0, 100).mapToObj(Integer::toString).toList(), door.probe.ran);
    }

    private static String pipeline(int commands, java.util.function.IntFunction<String> command) {
        return IntStream.range(0, commands).mapToObj(command).collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void answersToGetAreNotToBeKept() {
        assertEquals("no-store", door.get("/get/k").header("cache-control"));
        assertNull(door.post("/", "[\"PING\"]").header("cache-control"));
    }

    private Seen send(String method, String path) {
        return door.send(method, path, BodyPublishers.noBody());
    }

    private String base64(String path, String body) {
        return door.post(path, body, "Upstash-Encoding", "base64").body();
    }
}
