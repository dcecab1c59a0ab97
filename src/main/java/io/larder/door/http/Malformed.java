package io.larder.door.http;

import io.larder.door.codec.RequestId;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is not HTTP/1 as the server understands it, when the requests before it are answered, and then closes
 * the connection: where the next request would begin, nobody can tell.
 */
final class Malformed extends ChannelDuplexHandler {

    /** What is wrong with a request, and how to say so. */
    private enum Fault {
        SYNTAX(400, "ERR the request is not well-formed HTTP"),
        TARGET(400, "ERR the request's target must be a path"),
        HOST(400, "ERR the request has no Host header"),
        LONG_URL(414, "ERR max URL size exceeded"),
        LONG_HEADERS(431, "ERR max header size exceeded"),
        UPGRADE(400, "ERR the request to go on by HTTP/2 is not well-formed: see RFC 7540, section 3.2"),
        SLOW(408, "ERR the head of the request did not come in in time"),
        CODING(501, "ERR the only Transfer-Encoding that can be read is chunked"),
        VERSION(505, "ERR the only versions of HTTP that can be read are 1.0, 1.1 and 2");

        private final int status;
        private final String text;

        Fault(int status, String text) {
            this.status = status;
            this.text = text;
        }
    }

    /** What HTTP/2 without TLS is called where it is asked for. */
    private static final CharSequence H2C = Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME;

    private @Nullable ChannelHandlerContext own;
    private @Nullable HeadClock clock;

    /** Requests that went on from here, less the answers that came back. */
    private int unanswered;

    private boolean answering;
    private @Nullable Fault fault;
    private @Nullable String faulty;

    /** How many requests are still unanswered when it is the turn of the one with the fault. */
    private int turn;

    private boolean over;

    /** The service stops: what comes in from now on is not looked at. */
    private boolean leaving;

    /** A request has come in since then. */
    private boolean late;

    /** Has {@code watch} told of heads and ends of requests. */
    void tell(HeadClock watch) {
        clock = watch;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        own = context;
    }

    /** The head that is coming in takes too long. */
    void headTooSlow() {
        ChannelHandlerContext context = own;
        if (context != null && fault == null) {
            fault = Fault.SLOW;
            turn = 0;
            answerInTurn(context);
        }
    }

    /** Closes the connection with the last answer that it is owed. */
    void leave() {
        ChannelHandlerContext context = own;
        leaving = true;
        if (context != null && unanswered == 0 && !over) {
            // Its last answer may still be on the way to a slow reader.
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> context.close());
        }
    }

    /** An answer may be sent before this connection is told that the service stops. */
    private boolean isLeaving() {
        leaving |= Departure.hasBegun();
        return leaving;
    }

    /** Whether the request that has just gone on is the only one unanswered, and nothing is in its way. */
    boolean owesOne() {
        return unanswered == 1 && !answering && !isLeaving() && fault == null && !over;
    }

    /** That request was answered past this handler. */
    void answered(int status) {
        unanswered--;
        Statuses.answered(status);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        late |= leaving && message instanceof HttpRequest;
        HeadClock watch = clock;
        if (watch != null) {
            if (message instanceof HttpRequest) {
                watch.head();
            }
            if (message instanceof LastHttpContent) {
                watch.end();
            }
        }
        if (fault != null || late) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request) {
            fault = fault(request);
            if (fault == null) {
                unanswered++;
                context.fireChannelRead(message);
            } else {
                turn = 0;
                faulty = RequestId.cameWith(request.headers());
                ReferenceCountUtil.release(message);
                answerInTurn(context);
            }
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            fault = Fault.SYNTAX;
            turn = 1;
            content.release();
            answerInTurn(context);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (over) {
            ReferenceCountUtil.release(message);
            promise.setFailure(new CancellationException("answered already"));
            return;
        }
        if (message instanceof HttpResponse response) {
            Statuses.answered(response.status().code());
            if (isLeaving() && unanswered == 1 && response.status().code() >= 200) {
                response.headers().set(HttpHeaderNames.CONNECTION, "close");
            }
        }
        if (message instanceof LastHttpContent) {
            if (!(message instanceof HttpResponse last) || last.status().code() >= 200) {
                unanswered--;
                answering = false;
            }
        } else if (message instanceof HttpResponse) {
            answering = true;
        }
        boolean last = leaving && (unanswered == 0 && fault == null || opensWebSocket(message));
        ChannelPromise written = last ? promise.unvoid() : promise;
        if (last) {
            over = true;
            written.addListener(sent -> Farewell.close(context.channel()));
        }
        context.write(message, written);
        if (fault != null) {
            answerInTurn(context);
        }
    }

    /** Too late for that: nobody would tell it. */
    private static boolean opensWebSocket(Object message) {
        return message instanceof HttpResponse response
                && response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
    }

    private static @Nullable Fault fault(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            Throwable cause = request.decoderResult().cause();
            return cause instanceof TooLongHttpLineException
                    ? Fault.LONG_URL
                    : cause instanceof TooLongHttpHeaderException ? Fault.LONG_HEADERS : Fault.SYNTAX;
        }
        HttpVersion version = request.protocolVersion();
        if (version != HttpVersion.HTTP_1_1 && version != HttpVersion.HTTP_1_0) {
            return Fault.VERSION;
        }
        HttpHeaders headers = request.headers();
        if (version == HttpVersion.HTTP_1_1 && !headers.contains(HttpHeaderNames.HOST)) {
            return Fault.HOST;
        }
        if (request.method() != HttpMethod.GET
                && headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                && !HttpUtil.isTransferEncodingChunked(request)) {
            return Fault.CODING;
        }
        if (headers.contains(HttpHeaderNames.UPGRADE, H2C, true) && !isUpgrade(headers)) {
            return Fault.UPGRADE;
        }
        String target = request.uri();
        if (target.charAt(0) == '/' || target.regionMatches(true, 0, "http", 0, 4)) {
            return null;
        }
        if (target.equals("*") && request.method().equals(HttpMethod.OPTIONS)) {
            // What the server can do at all is what it can do at the root.
            request.setUri("/");
            return null;
        }
        return Fault.TARGET;
    }

    /** Whether the server would go on by HTTP/2; where it would not, it answers before anybody is asked. */
    private static boolean isUpgrade(HttpHeaders headers) {
        String connection = headers.get(HttpHeaderNames.CONNECTION);
        String settings = headers.get(Http2CodecUtil.HTTP_UPGRADE_SETTINGS_HEADER);
        if (connection == null || settings == null) {
            return false;
        }
        String[] named = connection.split("[ ,]+");
        return isIn(named, HttpHeaderValues.UPGRADE)
                && isIn(named, Http2CodecUtil.HTTP_UPGRADE_SETTINGS_HEADER)
                && areSettings(settings);
    }

    private static boolean isIn(String[] named, CharSequence wanted) {
        for (String one : named) {
            if (AsciiString.contentEqualsIgnoreCase(one, wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean areSettings(String base64) {
        try {
            ByteBuffer pairs = ByteBuffer.wrap(Base64.getUrlDecoder().decode(base64));
            Http2Settings settings = new Http2Settings();
            while (pairs.hasRemaining()) {
                settings.put((char) pairs.getShort(), (Long) Integer.toUnsignedLong(pairs.getInt()));
            }
            return true;
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return false;
        }
    }

    private void answerInTurn(ChannelHandlerContext context) {
        Fault found = fault;
        if (found == null || unanswered > turn || over) {
            return;
        }
        over = true;
        if (unanswered < turn || answering) {
            // Its answer has gone out, or is going out, before the fault was reached.
            context.close();
            return;
        }
        Statuses.answered(found.status);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(found.status),
                Unpooled.wrappedBuffer(Answer.error(found.text)));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Format.JSON.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, Headers.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, "close");
        String id = faulty;
        if (id != null) {
            response.headers().set(RequestId.HEADER, id);
        }
        context.writeAndFlush(response).addListener(sent -> Farewell.close(context.channel()));
    }
}
