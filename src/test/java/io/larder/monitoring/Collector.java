package io.larder.monitoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Takes spans by OTLP over HTTP, as OpenTelemetry's collector does, and keeps them. */
public final class Collector implements AutoCloseable {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Span> spans = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private final List<Map<String, List<String>>> headers = new ArrayList<>();
    private final List<Resource> resources = new ArrayList<>();
    private final CountDownLatch going = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile boolean slow;

    /** Listens on a free port. */
    public Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (slow) {
            try {
                going.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (status == 200) {
            keep(exchange, body);
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private synchronized void keep(HttpExchange exchange, byte[] body) throws IOException {
        paths.add(exchange.getRequestURI().getPath());
        headers.add(Map.copyOf(exchange.getRequestHeaders()));
        bytes.writeBytes(body);
        for (var resource : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
            resources.add(resource.getResource());
            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
        }
    }

    /** Where it listens. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Has it refuse whatever comes with this status. */
    void refuse(int with) {
        status = with;
    }

    /** Has it answer nothing until it is closed. */
    void sleep() {
        slow = true;
    }

    /** All that it was sent, as text. */
    public synchronized String text() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** The spans so far. */
    public synchronized List<Span> spans() {
        return List.copyOf(spans);
    }

    /** The paths to which they were sent. */
    public synchronized List<String> paths() {
        return List.copyOf(paths);
    }

    /** The headers with which they were sent; names begin with a capital. */
    public synchronized List<Map<String, List<String>>> headers() {
        return List.copyOf(headers);
    }

    /** What each batch says of the service. */
    public synchronized Map<String, String> resource() {
        return attributes(resources.get(0).getAttributesList());
    }

    /** The first span that is so, when it has come. */
    public Span await(Predicate<Span> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE;
        while (true) {
            List<Span> here = spans();
            for (Span span : here) {
                if (wanted.test(span)) {
                    return span;
                }
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it has not come; these have: " + here);
            }
            Thread.sleep(20);
        }
    }

    /** The first span of this name. */
    public Span await(String name) throws InterruptedException {
        return await(span -> span.getName().equals(name));
    }

    /** A span's attributes as text. */
    public static Map<String, String> attributes(Span span) {
        return attributes(span.getAttributesList());
    }

    private static Map<String, String> attributes(List<KeyValue> pairs) {
        Map<String, String> attributes = new TreeMap<>();
        pairs.forEach(pair -> attributes.put(pair.getKey(), text(pair.getValue())));
        return attributes;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case INT_VALUE -> Long.toString(value.getIntValue());
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(Collector::text)
                        .toList()
                        .toString();
            default -> value.getStringValue();
        };
    }

    /** An id in hexadecimal digits. */
    public static String hex(com.google.protobuf.ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    @Override
    public void close() {
        going.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
