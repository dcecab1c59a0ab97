package io.larder.bench;

import io.larder.FreePort;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A real {@code redis-server} as a cache of a given number of keys. {@code maxmemory} is in bytes, so the number of
 * bytes is looked for with which that many keys remain of twice as many.
 */
final class RedisCache implements Closeable {

    private static final int PIPELINE = 16;
    private static final byte[] VALUE = new byte[TraceReplay.VALUE_BYTES];

    private final Process process;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    RedisCache(Path directory) throws IOException, InterruptedException {
        int port;
        port = FreePort.any();
        process = new ProcessBuilder(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        socket = connect(port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream());
    }

    private static Socket connect(int port) throws IOException, InterruptedException {
        for (int tries = 0; ; tries++) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException notYet) {
                if (tries == 200) {
                    throw notYet;
                }
                Thread.sleep(20);
            }
        }
    }

    /** Makes it empty, with this policy, and holding so many keys. How many it holds. */
    long prepare(String policy, int keys) throws IOException {
        call("CONFIG", "SET", "maxmemory-policy", policy);
        call("CONFIG", "SET", "maxmemory", "0");
        call("FLUSHALL", "SYNC");
        use(numbers(keys, 0));
        long memory = used();
        long held = 0;
        for (int tries = 0; tries < 12; tries++) {
            call("FLUSHALL", "SYNC");
            call("CONFIG", "SET", "maxmemory", Long.toString(memory));
            use(numbers(2 * keys, 7L << 40));
            held = Long.parseLong(call("DBSIZE").substring(1));
            if (Math.abs(held - keys) * 500 <= keys) {
                break;
            }
            memory += (keys - held) * 200;
        }
        call("FLUSHALL", "SYNC");
        return held;
    }

    /** Makes it empty, with this policy, and room for so many bytes beyond what it takes itself. */
    void limit(String policy, long bytes) throws IOException {
        call("CONFIG", "SET", "maxmemory-policy", policy);
        call("CONFIG", "SET", "maxmemory", "0");
        call("FLUSHALL", "SYNC");
        call("CONFIG", "SET", "maxmemory", Long.toString(used() + bytes));
    }

    /** How many keys it holds. */
    long held() throws IOException {
        return Long.parseLong(call("DBSIZE").substring(1));
    }

    private static long[] numbers(int count, long from) {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = from + i;
        }
        return numbers;
    }

    private long used() throws IOException {
        String info = call("INFO", "memory");
        int at = info.indexOf("used_memory:") + "used_memory:".length();
        return Long.parseLong(info.substring(at, info.indexOf('\r', at)));
    }

    /** Looks for each key and puts it there where it is not; how many were there. */
    long use(long[] keys) throws IOException {
        long hits = 0;
        for (int from = 0; from < keys.length; from += PIPELINE) {
            int to = Math.min(keys.length, from + PIPELINE);
            for (int i = from; i < to; i++) {
                write("SET".getBytes(StandardCharsets.US_ASCII), TraceReplay.key(keys[i]), VALUE, "NX", "GET");
            }
            out.flush();
            for (int i = from; i < to; i++) {
                String reply = reply();
                if (reply.startsWith("-")) {
                    throw new IOException("redis-server refused: " + reply);
                }
                if (!reply.equals("$-1")) {
                    hits++;
                }
            }
        }
        return hits;
    }

    private String call(String... words) throws IOException {
        write((Object[]) words);
        out.flush();
        String reply = reply();
        if (reply.startsWith("-")) {
            throw new IOException("redis-server refused: " + reply);
        }
        return reply;
    }

    private void write(Object... words) throws IOException {
        header('*', words.length);
        for (Object word : words) {
            byte[] bytes = word instanceof byte[] given ? given : ((String) word).getBytes(StandardCharsets.US_ASCII);
            header('$', bytes.length);
            out.write(bytes);
            header('\r', -1);
        }
    }

    private void header(char type, int size) throws IOException {
        if (size >= 0) {
            out.write(type);
            out.write(Integer.toString(size).getBytes(StandardCharsets.US_ASCII));
        }
        out.write('\r');
        out.write('\n');
    }

    private String reply() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0) {
                throw new IOException("redis-server has closed the connection");
            }
            line.append((char) c);
        }
        in.read();
        String text = line.toString();
        if (text.startsWith("$") && !text.equals("$-1")) {
            int length = Integer.parseInt(text.substring(1));
            byte[] value = in.readNBytes(length + 2);
            return "=" + new String(value, 0, length, StandardCharsets.ISO_8859_1);
        }
        return text;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
