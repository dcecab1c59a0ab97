import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * GETs at a fixed rate, whether or not the answers come: java OpenLoop.java PORT RATE SECONDS [PATH]. A request that had
 * to wait for its turn counts from when it was due, so a stall is seen in every request that fell into it.
 */
final class OpenLoop {

    private static final int CONNECTIONS = 32;

    /** A connection with one request at a time; answers all have the length of the first. */
    private static final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer answer = ByteBuffer.allocate(1 << 16);
        private long due;
        private int length;

        Connection(int port, Selector selector) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send(byte[] request, long dueAt) throws IOException {
            due = dueAt;
            answer.clear();
            channel.write(ByteBuffer.wrap(request));
        }

        boolean answered() throws IOException {
            if (channel.read(answer) < 0) {
                throw new IOException("the server has closed");
            }
            if (length == 0) {
                String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
                int head = text.indexOf("\r\n\r\n");
                int at = text.indexOf("content-length: ");
                if (head < 0 || at < 0) {
                    return false;
                }
                length = head + 4 + Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at)));
            }
            return answer.position() >= length;
        }
    }

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        int rate = Integer.parseInt(args[1]);
        int total = rate * Integer.parseInt(args[2]);
        String path = args.length > 3 ? args[3] : null;
        Selector selector = Selector.open();
        Deque<Connection> free = new ArrayDeque<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            free.add(new Connection(port, selector));
        }
        byte[][] requests = new byte[10_000][];
        for (int i = 0; i < requests.length; i++) {
            String target = path == null ? "/GET/key:" + i * 7 : path;
            requests[i] = ("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
        long[] nanos = new long[total];
        int sent = 0;
        int done = 0;
        long begin = System.nanoTime();
        while (done < total) {
            long now = System.nanoTime();
            while (sent < total && !free.isEmpty()) {
                long due = begin + (long) (sent * 1e9 / rate);
                if (due > now) {
                    break;
                }
                free.remove().send(requests[sent % requests.length], due);
                sent++;
            }
            selector.selectNow();
            for (SelectionKey key : selector.selectedKeys()) {
                Connection connection = (Connection) key.attachment();
                if (connection.answered()) {
                    nanos[done++] = System.nanoTime() - connection.due;
                    free.add(connection);
                }
            }
            selector.selectedKeys().clear();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        // The first fifth warms this program up.
        long[] counted = Arrays.copyOfRange(nanos, total / 5, total);
        Arrays.sort(counted);
        System.out.printf(
                "%.0f/s asked for, %.0f/s answered: p50 %.2f ms, p90 %.2f, p99 %.2f, p99.9 %.2f%n",
                (double) rate,
                total / seconds,
                at(counted, 0.5),
                at(counted, 0.9),
                at(counted, 0.99),
                at(counted, 0.999));
    }

    private static double at(long[] sorted, double part) {
        return sorted[(int) (sorted.length * part)] / 1e6;
    }
}
