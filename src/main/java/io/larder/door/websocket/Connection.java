package io.larder.door.websocket;

import io.larder.command.Caller;
import io.larder.door.codec.InFlight;
import io.larder.door.codec.RequestId;
import io.larder.security.Tokens;
import io.larder.security.Turned;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: whole messages in, {@link Frame}s out, within bounds. Everything happens on its event loop.
 *
 * <p>What waits to be read by the other side is bounded in bytes. What it has asked for ({@link #answer}) may be larger
 * than the bound: then nothing further is read from it until it has taken that, so it cannot make the queue grow. What
 * it has not asked for ({@link #push}) cannot wait: a reader for whom more than the bound has piled up is
 * {@linkplain Receiver#slow closed}.
 *
 * <p>Frames are written to Netty as they are, without Vert.x around each of them, and flushed once for all that one
 * {@link Turn} of the event loop has to tell. Where lines may share a frame they wait for the end of the turn, which
 * comes at once where nothing else is to be done.
 */
public final class Connection {

    private static final Logger LOG = Logger.getLogger(Connection.class);

    private static final int PATIENCE_SECONDS = 5;

    /** So many bytes that wait are much. */
    private static final int HIGH_WATER = 64 << 10;

    private static final Buffer PING = Buffer.buffer("larder");

    private final ServerWebSocket socket;
    private final ChannelHandlerContext context;
    private final EventLoop lane;
    private final int maxMessage;
    private final int maxQueue;
    private final SocketLimits limits;
    private final int high;
    private final MessageRate rate;
    private final Turnstile turnstile;
    private @Nullable Receiver receiver;
    private @Nullable Buffer parts;
    /** What waits for the end of the turn: one message, or several. */
    private @Nullable Frame message;

    private @Nullable List<Frame> messages;
    private long unsent;
    private boolean sharing;
    private boolean telling;
    private boolean closing;
    private @Nullable CloseCode why;
    private boolean ended;
    private boolean heard = true;
    private boolean working;
    private boolean congested;
    private boolean resting;
    private long answers;

    /** When the next sign of life is due; {@link OpenConnections} keeps it. */
    volatile long due;

    /** On {@code channel}, where Vert.x puts its frames as well. */
    Connection(
            ServerWebSocket socket,
            ChannelHandlerContext channel,
            int maxMessage,
            SocketLimits limits,
            Turnstile turnstile) {
        this.turnstile = turnstile;
        this.socket = socket;
        this.context = channel;
        this.lane = context.channel().eventLoop();
        this.maxMessage = maxMessage;
        this.maxQueue = limits.queue();
        this.limits = limits;
        this.rate = new MessageRate(limits.messages());
        this.high = Math.min(HIGH_WATER, maxQueue / 2);
        context.channel().config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
    }

    /** Gives what comes in to {@code next}. */
    void begin(Receiver next) {
        receiver = next;
        sharing = next.linesShareFrames();
        context.pipeline().addBefore(context.name(), null, new Farewell(this));
        socket.frameHandler(this::frame);
        socket.drainHandler(drained -> caughtUp());
        socket.exceptionHandler(failure -> LOG.debug("A connection failed", failure));
    }

    private void caughtUp() {
        congested = false;
        readOn();
        if (!closing && receiver != null) {
            receiver.drained();
        }
    }

    /** The connection is gone. */
    void end() {
        closing = true;
        forget();
        if (!ended) {
            ended = true;
            if (receiver != null) {
                receiver.ended();
            }
        }
    }

    /** Runs what is given in order, later, on the event loop of this and other connections. */
    public Executor lane() {
        return lane;
    }

    /** Runs something on the lane after a while. */
    public Future<?> after(long millis, Runnable what) {
        return lane.schedule(what, millis, TimeUnit.MILLISECONDS);
    }

    /** Whether anything can still be sent. */
    public boolean open() {
        return !closing;
    }

    /** Sends what was asked for. */
    public void answer(Frame frame) {
        if (closing) {
            return;
        }
        count(frame);
        write(frame);
        waitForReader();
    }

    private void count(Frame frame) {
        answers = waiting() == 0 ? frame.size() : answers + frame.size();
    }

    private void waitForReader() {
        if (!congested && !writable()) {
            congested = true;
            socket.pause();
        }
    }

    /**
     * Sends a large answer to whoever has a frame for each. Others wait for the memory that it holds: so its reader has
     * a time, and is closed then.
     *
     * @param share what it holds, which is given back when it is sent or the connection is gone
     */
    void answer(Frame frame, InFlight.Share share) {
        if (closing) {
            share.release();
            return;
        }
        count(frame);
        long millis =
                limits.answerMillis() + TimeUnit.SECONDS.toMillis(1) * (waiting() + frame.size()) / limits.answerRate();
        Future<?> deadline = after(millis, () -> close(CloseCode.SLOW));
        hand(frame, context.newPromise().addListener(sent -> {
            deadline.cancel(false);
            share.release();
        }));
        tell();
        waitForReader();
    }

    /** Sends what was not asked for, or closes the connection where too much waits already. */
    public void push(Frame frame) {
        if (closing) {
            return;
        }
        long waiting = waiting();
        if (waiting == 0) {
            answers = 0;
        }
        if (waiting - answers + frame.size() > maxQueue) {
            close(receiver == null ? CloseCode.SLOW : receiver.slow());
        } else {
            write(frame);
        }
    }

    /** How many bytes wait to be taken by the system, those of answers included. */
    public long waiting() {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return unsent + (buffer == null ? 0 : buffer.totalPendingWriteBytes());
    }

    /** Whether little waits, or nothing; else {@link Receiver#drained()} tells when that is so again. */
    public boolean writable() {
        return unsent <= high && context.channel().isWritable();
    }

    /** How many bytes of pushes may wait. */
    public int maxQueue() {
        return maxQueue;
    }

    private void write(Frame frame) {
        if (!sharing) {
            hand(frame);
        } else if (message == null) {
            message = frame;
            unsent = frame.size();
        } else {
            if (messages == null) {
                messages = new ArrayList<>();
                messages.add(message);
            }
            messages.add(frame);
            unsent += frame.size();
        }
        tell();
    }

    private void tell() {
        if (!telling) {
            telling = true;
            Turn.now().tell(this, lane);
        }
    }

    private void hand(Frame frame) {
        hand(frame, context.voidPromise());
    }

    private void hand(Frame frame, ChannelPromise written) {
        context.write(Unpooled.wrappedBuffer(frame.wire(), frame.from(), frame.size()), written);
    }

    /** The turn ends: sends what has come together in it. */
    void send(Turn turn) {
        telling = false;
        handAll(turn);
        context.flush();
        if (congested && writable()) {
            // Lines that share a frame are shorter together: the channel may never have been full.
            caughtUp();
        }
    }

    private void handAll(Turn turn) {
        Frame one = message;
        List<Frame> many = messages;
        forget();
        if (many != null) {
            turn.together(many).forEach(this::hand);
        } else if (one != null) {
            hand(one);
        }
    }

    private void forget() {
        message = null;
        messages = null;
        unsent = 0;
    }

    /** Sends a ping. */
    public void ping() {
        if (!closing) {
            socket.writePing(PING);
        }
    }

    /** Sends what was written so far, says why, and closes. Nothing comes in any more. */
    public void close(CloseCode why) {
        if (!closing) {
            closing = true;
            this.why = why;
            handAll(Turn.now());
            socket.resume();
            socket.close((short) why.code(), why.reason());
            // Who does not read does not see it either.
            lane.schedule(this::cutOff, PATIENCE_SECONDS, TimeUnit.SECONDS);
            end();
        }
    }

    /** At the wire: elsewhere it would wait for what is still to be sent. */
    private void cutOff() {
        ChannelHandlerContext wire = context.channel().pipeline().firstContext();
        if (wire != null) {
            wire.close();
        }
    }

    /** Closes it where the token that it was opened with counts for nothing any more. */
    void check(Tokens tokens) {
        Receiver to = receiver;
        Caller caller = to == null || closing ? null : to.caller();
        if (to != null && caller != null && !tokens.knows(caller)) {
            close(to.withdrawn());
        }
    }

    /** Why it was closed from here, or null where it was not. */
    @Nullable
    CloseCode why() {
        return why;
    }

    /** Reads nothing more until {@link #done}: something takes its time, and what follows has to wait for it. */
    public void busy() {
        working = true;
        socket.pause();
    }

    /** Goes on after {@link #busy}. */
    public void done() {
        working = false;
        readOn();
    }

    private void readOn() {
        if (!working && !congested && !resting) {
            socket.resume();
        }
    }

    /** Counts what comes in as requests. */
    public Turnstile turnstile() {
        return turnstile;
    }

    /**
     * Counts a message as a request. Where it is one too many nothing more is read until one more may come: so a flood
     * is not refused faster than it would be served.
     *
     * @return what to answer then; null where it may pass
     */
    @Nullable
    String refusal(Caller caller) {
        try {
            turnstile.pass(caller);
            return null;
        } catch (Turned turned) {
            resting = true;
            socket.pause();
            after(turned.retryMillis(), () -> {
                resting = false;
                readOn();
            });
            return turned.text();
        }
    }

    /**
     * The time for a sign of life has come; the next one comes after {@code nanos} unless the receiver says otherwise.
     */
    void beat(long nanos) {
        boolean alive = heard || working || congested || resting;
        heard = false;
        if (receiver != null && !closing) {
            long next = receiver.beat(this, alive);
            due = System.nanoTime() + (next > 0 ? TimeUnit.MILLISECONDS.toNanos(next) : nanos);
        }
    }

    /** The service stops: nothing is sent any more but this. */
    CloseCode leave() {
        closing = true;
        handAll(Turn.now());
        return receiver == null ? CloseCode.SHUTDOWN : receiver.farewell();
    }

    private void frame(WebSocketFrame frame) {
        heard = true;
        if (closing || receiver == null) {
            return;
        }
        switch (frame.type()) {
            case BINARY -> close(CloseCode.NOT_TEXT);
            case TEXT, CONTINUATION -> part(frame);
            default -> {
                // Vert.x answers pings and closing itself.
            }
        }
    }

    private void part(WebSocketFrame frame) {
        Buffer data = frame.binaryData();
        Buffer before = parts;
        if ((before == null ? 0 : before.length()) + data.length() > maxMessage) {
            parts = null;
            close(CloseCode.TOO_LARGE);
        } else if (!frame.isFinal()) {
            parts = before == null ? data.copy() : before.appendBuffer(data);
        } else {
            parts = null;
            whole(before == null ? data.getBytes() : before.appendBuffer(data).getBytes());
        }
    }

    /**
     * Logs that something went wrong that is nobody's mistake but ours, under the name of the request that opened it.
     */
    public void accident(Logger log, String what, Throwable failure) {
        RequestId.error(log, what, turnstile.requestId(), failure);
    }

    private void whole(byte[] text) {
        Receiver to = receiver;
        if (!rate.take()) {
            close(CloseCode.TOO_OFTEN);
        } else if (to != null) {
            try {
                to.received(text);
            } catch (RuntimeException | Error e) {
                accident(LOG, "A message could not be dealt with", e);
                close(CloseCode.ACCIDENT);
            }
        }
    }
}
