package io.larder.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.larder.command.Reply;
import io.larder.door.codec.JsonCommands;
import io.larder.door.codec.JsonEncoder;
import io.larder.door.codec.Limits;
import io.larder.door.codec.Output;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ShortWay} reads a request into and writes its answer in, head and all. Each event loop has one, as no
 * other request comes between a request and its answer there. The head is the one that {@link Answer} would give.
 */
final class ShortAnswer {

    private static final FastThreadLocal<ShortAnswer> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected ShortAnswer initialValue() {
            return new ShortAnswer();
        }
    };

    /** What is longer may have to be compressed. */
    private static final int LONGEST = Gzip.FROM - 1;

    /** A reply that weighs more is not even tried: it would not fit, however it is written. */
    private static final int HEAVIEST = 2 * LONGEST;

    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] BAD_REQUEST = ascii("HTTP/1.1 400 Bad Request\r\n");
    private static final byte[] ID = ascii("x-request-id: ");
    private static final byte[] LINE = ascii("\r\n");
    private static final byte[] TOKEN = ascii("upstash-sync-token: ");
    private static final byte[] TYPE = ascii("\r\ncontent-type: application/json\r\n");
    private static final byte[] NOT_KEPT = ascii("cache-control: no-store\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] END = ascii("\r\n\r\n");

    private final Output head = new Output(Integer.MAX_VALUE);
    private final Output body = new Output(LONGEST);
    private final JsonEncoder plain = new JsonEncoder(body, false);
    private final JsonEncoder base64 = new JsonEncoder(body, true);
    private final byte[] incoming = new byte[8 << 10];
    private JsonEncoder json = plain;
    private boolean post;
    private boolean many;
    private int items;
    private boolean failed;

    private ShortAnswer() {}

    /** That of the present thread. */
    static ShortAnswer ofThread() {
        return OF_THREAD.get();
    }

    /**
     * Begins the answer to a request.
     *
     * @return what the request asks for
     * @throws io.larder.door.codec.BadRequest where that cannot be told
     */
    List<byte[][]> begin(HttpRequest request, ByteBuf sent, Format format, Limits limits) {
        String path = PlainRequest.path(request.uri());
        Exchange.Kind kind = Exchange.Kind.of(path);
        json = format == Format.BASE64 ? base64 : plain;
        post = HttpMethod.POST.equals(request.method());
        many = kind == Exchange.Kind.PIPELINE;
        items = 0;
        failed = false;
        body.backTo(0);
        if (kind == Exchange.Kind.URL) {
            byte @Nullable [] argument = sent.isReadable() ? ByteBufUtil.getBytes(sent) : null;
            return List.<byte[][]>of(UrlCommand.read(path, argument, PlainRequest.query(request.uri()), limits));
        }
        int length = sent.readableBytes();
        byte[] bytes = length <= incoming.length ? incoming : new byte[length];
        sent.getBytes(sent.readerIndex(), bytes, 0, length);
        return many
                ? JsonCommands.several(bytes, 0, length, limits)
                : List.<byte[][]>of(JsonCommands.one(bytes, 0, length, limits));
    }

    /** Adds what a command came to, if there is room for it here. */
    boolean add(Reply reply) {
        if (reply == Exchange.ACCIDENT || reply.weight() > HEAVIEST) {
            return false;
        }
        failed = reply instanceof Reply.Failure;
        try {
            if (many) {
                body.put(items++ == 0 ? '[' : ',');
            }
            json.answer(reply);
            // For what ends an array.
            body.reserve(1);
            return true;
        } catch (Output.Full signal) {
            return false;
        }
    }

    /** The status of the answer. */
    int status() {
        return failed && !many ? 400 : 200;
    }

    /**
     * The answer as it goes over the wire.
     *
     * @param id the request's, if it has one
     * @param changes how many changes there were by now
     */
    ByteBuf end(@Nullable String id, long changes, ByteBufAllocator allocator) {
        if (many) {
            body.put(']');
        }
        head.backTo(0);
        head.put(status() == 200 ? OK : BAD_REQUEST);
        if (id != null) {
            head.put(ID);
            head.put(id);
            head.put(LINE);
        }
        head.put(TOKEN);
        head.put(changes);
        head.put(TYPE);
        if (!post) {
            head.put(NOT_KEPT);
        }
        head.put(LENGTH);
        head.put((long) body.size());
        head.put(END);
        ByteBuf bytes = allocator.directBuffer(head.size() + body.size());
        bytes.writeBytes(head.bytes(), 0, head.size());
        bytes.writeBytes(body.bytes(), 0, body.size());
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
