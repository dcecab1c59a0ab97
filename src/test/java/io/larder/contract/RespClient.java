package io.larder.contract;

import io.larder.command.Reply;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small client of RESP2: one command, one reply.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">The Redis protocol</a>
 */
final class RespClient implements Closeable {

    private static final int SHORT_MILLIS = 150;
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    RespClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new BufferedOutputStream(socket.getOutputStream());
    }

    Reply send(byte[][] words) throws IOException {
        header('*', words.length);
        for (byte[] word : words) {
            header('$', word.length);
            out.write(word);
            out.write('\r');
            out.write('\n');
        }
        out.flush();
        return reply();
    }

    /** What comes next, or null where nothing does for a while. */
    @Nullable
    Reply pushed() throws IOException {
        socket.setSoTimeout(SHORT_MILLIS);
        try {
            in.mark(1);
            in.readUnsignedByte();
            in.reset();
        } catch (SocketTimeoutException nothing) {
            return null;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
        return reply();
    }

    /** Ends whatever the connection was in the middle of, and closes it. */
    void end() throws IOException {
        Reply next = send(Words.of("RESET"));
        while (!(next instanceof Reply.Text text && text.value().equals("RESET"))) {
            next = reply();
        }
        close();
    }

    private void header(char type, int size) throws IOException {
        out.write((type + Integer.toString(size) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private Reply reply() throws IOException {
        String line = line();
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+':
                return rest.equals("OK") ? Reply.OK : new Reply.Text(rest);
            case '-':
                return new Reply.Failure(rest);
            case ':':
                return new Reply.Whole(Long.parseLong(rest));
            case '$':
                if (rest.equals("-1")) {
                    return Reply.NIL;
                }
                byte[] value = new byte[Integer.parseInt(rest)];
                in.readFully(value);
                in.readUnsignedShort();
                return new Reply.Bytes(value);
            case '*':
                if (rest.equals("-1")) {
                    return Reply.NIL_MANY;
                }
                List<Reply> items = new ArrayList<>();
                for (int i = Integer.parseInt(rest); i > 0; i--) {
                    items.add(reply());
                }
                return new Reply.Many(items);
            default:
                throw new IOException("no reply begins with " + line);
        }
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\r'; c = in.readUnsignedByte()) {
            text.append((char) c);
        }
        in.readUnsignedByte();
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
