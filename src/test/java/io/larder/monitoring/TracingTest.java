package io.larder.monitoring;

import static io.larder.monitoring.Collector.attributes;
import static io.larder.monitoring.Collector.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.Door;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Origin;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.Trace;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a collector is sent. */
class TracingTest {

    private static final Command<Session> PLAIN =
            new Family<>(Session.class, Group.SERVER).command("PLAIN").runs((session, arguments) -> Reply.OK);
    private static final Door DOOR = new Door("rest");
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final String SAMPLED = "00-" + TRACE + "-" + SPAN + "-01";
    private static final String UNSAMPLED = "00-" + TRACE + "-" + SPAN + "-00";

    private Collector collector;

    @BeforeEach
    void listen() throws Exception {
        collector = new Collector();
    }

    @AfterEach
    void close() {
        collector.close();
    }

    private Tracing tracing(double ratio, int queue, Duration timeout) {
        return new Tracing(new TracingSettings(
                collector.endpoint() + "/v1/traces", Map.of("Api-Key", "k"), "shop", "7", ratio, queue, timeout));
    }

    private Tracing tracing() {
        return tracing(1, 100, Duration.ofSeconds(10));
    }

    /** A request, or a connection that one has opened. */
    private record Sender(@Nullable Trace trace, boolean answered) implements Origin {
        @Override
        public String get() {
            return "id";
        }
    }

    private static void run(Tracing tracing, Origin origin, Reply reply) {
        Session session = new Session(DOOR, new Caller("test", true), false).request(origin);
        tracing.ran(new Call<>(session, PLAIN, new byte[][] {{'k', 'e', 'y'}}), reply, 1_000);
    }

    private static RequestSpan.End answered(int status) {
        return new RequestSpan.End("/pipeline", "rest", false, "1.1", status, "id");
    }

    @Test
    void aRequestJoinsTheTraceOfItsSender() throws Exception {
        Tracing tracing = tracing();
        RequestSpan request = tracing.begin("POST", SAMPLED);
        assertEquals(TRACE, request.id());
        run(tracing, new Sender(request, false), Reply.OK);
        request.end(answered(200));
        tracing.close();
        Span span = collector.await("POST /pipeline");
        assertEquals(TRACE, hex(span.getTraceId()));
        assertEquals(SPAN, hex(span.getParentSpanId()));
        assertEquals(Span.SpanKind.SPAN_KIND_SERVER, span.getKind());
        assertEquals(
                Map.of(
                        "http.request.method", "POST",
                        "http.route", "/pipeline",
                        "http.response.status_code", "200",
                        "http.request.header.x-request-id", "[id]",
                        "url.scheme", "http",
                        "network.protocol.version", "1.1",
                        "db.operation.name", "PLAIN",
                        "larder.door", "rest"),
                attributes(span));
        Span command = collector.await("PLAIN");
        assertEquals(TRACE, hex(command.getTraceId()));
        assertEquals(span.getSpanId(), command.getParentSpanId());
        assertTrue(command.getStartTimeUnixNano() >= span.getStartTimeUnixNano());
        assertTrue(command.getEndTimeUnixNano() <= span.getEndTimeUnixNano());
        assertEquals(List.of("/v1/traces"), collector.paths());
        assertEquals(List.of("k"), collector.headers().get(0).get("Api-key"));
        assertEquals("shop", collector.resource().get("service.name"));
        assertEquals("7", collector.resource().get("service.version"));
    }

    @Test
    void theSenderDecidesOrElseTheRatio() {
        Tracing none = tracing(0, 100, Duration.ofSeconds(10));
        assertNull(none.begin("GET", null));
        assertNotNull(none.begin("GET", SAMPLED));
        none.close();
        Tracing all = tracing();
        assertNotNull(all.begin("GET", null));
        assertNull(all.begin("GET", UNSAMPLED));
        assertNotNull(all.begin("GET", "what this is nobody knows"));
        all.close();
    }

    @ParameterizedTest
    @CsvSource({"0, connection_closed, STATUS_CODE_ERROR", "500, 500, STATUS_CODE_ERROR", "404, , STATUS_CODE_UNSET"})
    void whatIsTheServicesFaultIsAnError(int status, @Nullable String type, Status.StatusCode code) throws Exception {
        Tracing tracing = tracing();
        tracing.begin("GET", null).end(answered(status));
        tracing.close();
        Span span = collector.await("GET /pipeline");
        assertEquals(code, span.getStatus().getCode());
        assertEquals(type, attributes(span).get("error.type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GEHEIM", "get"})
    void aMethodThatNobodyKnowsIsNotTold(String method) throws Exception {
        Tracing tracing = tracing();
        tracing.begin(method, null).end(answered(405));
        tracing.close();
        assertEquals("_OTHER", attributes(collector.await("HTTP /pipeline")).get("http.request.method"));
        assertFalse(collector.text().contains(method));
    }

    @ParameterizedTest
    @CsvSource({
        "WRONGTYPE Operation against a key, WRONGTYPE",
        "ERR no, ERR",
        "geheim is unknown, ERR",
        "GEHEIM, ERR",
        "GEHEIMGEHEIMGEHEIMGEHEIMGEHEIMGEHEIM is unknown, ERR"
    })
    void anErrorIsToldByItsFirstWordIfThatNamesAKind(String text, String code) throws Exception {
        Tracing tracing = tracing();
        RequestSpan request = tracing.begin("POST", null);
        run(tracing, new Sender(request, false), new Reply.Failure(text));
        request.end(answered(400));
        tracing.close();
        assertEquals(code, attributes(collector.await("PLAIN")).get("db.response.status_code"));
        assertEquals(code, attributes(collector.await("POST /pipeline")).get("db.response.status_code"));
    }

    @Test
    void ofManyCommandsTheFirstHaveSpans() throws Exception {
        Tracing tracing = tracing();
        RequestSpan request = tracing.begin("POST", null);
        for (int i = 0; i < 1_000; i++) {
            run(tracing, new Sender(request, false), Reply.OK);
        }
        request.end(answered(200));
        tracing.close();
        Map<String, String> told = attributes(collector.await("POST /pipeline"));
        assertEquals("1000", told.get("db.operation.batch.size"));
        assertNull(told.get("db.operation.name"));
        assertEquals(1 + 32, collector.spans().size());
    }

    @Test
    void aCommandOverAConnectionHasATraceOfItsOwnWithALink() throws Exception {
        Tracing tracing = tracing();
        RequestSpan opened = tracing.begin("GET", SAMPLED);
        opened.end(answered(101));
        run(tracing, new Sender(opened, true), Reply.OK);
        run(tracing, new Sender(null, true), Reply.OK);
        tracing.close();
        collector.await(span -> span.getName().equals("PLAIN") && span.getLinksCount() == 0);
        Span linked = collector.await(span -> span.getName().equals("PLAIN") && span.getLinksCount() == 1);
        assertFalse(TRACE.equals(hex(linked.getTraceId())));
        assertEquals(TRACE, hex(linked.getLinks(0).getTraceId()));
        assertEquals(opened.context().getSpanId(), hex(linked.getLinks(0).getSpanId()));
    }

    @Test
    void nobodyWaitsForASlowCollector() {
        collector.sleep();
        Tracing tracing = tracing(1, 10, Duration.ofSeconds(3));
        long begin = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            tracing.begin("GET", null).end(answered(200));
        }
        assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(10));
        assertEquals(90, tracing.outcomes().get("dropped"));
        assertEquals(10, tracing.unsent());
        tracing.close();
        assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(20));
        assertEquals(0, tracing.outcomes().get("exported"));
    }

    @Test
    void whatTheCollectorRefusesIsCounted() throws Exception {
        collector.refuse(400);
        Tracing tracing = tracing();
        tracing.begin("GET", null).end(answered(200));
        tracing.close();
        assertEquals(Map.of("exported", 0L, "failed", 1L, "dropped", 0L), tracing.outcomes());
        assertEquals(0, tracing.unsent());
    }
}
