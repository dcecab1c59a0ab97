package io.larder.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Speaks HTTP/2 frame by frame, also as no client should. */
final class FrameClient implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GO_AWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private final Socket socket;
    private final DataInputStream in;

    /** A frame that has come. */
    record Frame(int type, int flags, int stream, byte[] payload) {

        /** Of GOAWAY: the error's code and what is said about it. */
        String why() {
            return ByteBuffer.wrap(payload).getInt(4) + " " + new String(payload, 8, payload.length - 8, ISO_8859_1);
        }
    }

    private FrameClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** A connection that has said nothing. */
    static FrameClient silent(int port) throws IOException {
        return new FrameClient(port);
    }

    /** A connection that has begun as it should. */
    static FrameClient begun(int port) throws IOException {
        return new FrameClient(port).begin();
    }

    FrameClient begin() throws IOException {
        return write(beginning());
    }

    /** What a client begins with, behind these bytes. */
    static byte[] beginning(byte... before) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(before);
        all.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
        all.writeBytes(frame(SETTINGS, 0, 0));
        return all.toByteArray();
    }

    static byte[] frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** The headers of a request with the full token; none of them is compressed. */
    static byte[] head(String method, String path) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String[] fields = {
            ":method",
            method,
            ":scheme",
            "http",
            ":path",
            path,
            ":authority",
            "localhost",
            "authorization",
            "Bearer " + TestDoor.TOKEN
        };
        for (int i = 0; i < fields.length; i += 2) {
            head.write(0);
            for (int j = i; j < i + 2; j++) {
                head.write(fields[j].length());
                head.writeBytes(fields[j].getBytes(ISO_8859_1));
            }
        }
        return head.toByteArray();
    }

    FrameClient write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Writes again and again until it ends, or for so many times. */
    void flood(byte[] bytes, int times, int pauseMillis) throws InterruptedException {
        try {
            for (int i = 0; i < times; i++) {
                write(bytes);
                if (pauseMillis > 0) {
                    Thread.sleep(pauseMillis);
                }
            }
        } catch (IOException gone) {
            // As it should be.
        }
    }

    /** The next frame of a type. */
    Frame next(int type) throws IOException {
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int kind = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (kind == type) {
                return new Frame(kind, flags, stream, payload);
            }
        }
    }

    /** The first line of what HTTP/1 answers, and all up to its end. */
    String head() throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.readUnsignedByte());
        }
        return text.toString();
    }

    /** Reads until nothing more comes. */
    void drain() throws IOException {
        in.skipNBytes(Long.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
