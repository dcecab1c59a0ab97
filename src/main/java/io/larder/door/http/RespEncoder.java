package io.larder.door.http;

import io.larder.command.Encoder;
import io.larder.command.Numbers;
import io.larder.door.codec.Output;
import java.nio.charset.StandardCharsets;

/**
 * Writes replies in RESP2, as a connection to Redis would carry them.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">The Redis protocol</a>
 */
final class RespEncoder implements Encoder {

    private final Output output;

    RespEncoder(Output output) {
        this.output = output;
    }

    @Override
    public void ok() {
        output.put("+OK\r\n");
    }

    @Override
    public void nil(boolean many) {
        output.put(many ? "*-1\r\n" : "$-1\r\n");
    }

    @Override
    public void whole(long value) {
        number(':', value);
    }

    @Override
    public void real(double value) {
        bytes(Numbers.text(value).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void bytes(byte[] value) {
        number('$', value.length);
        output.put(value);
        endLine();
    }

    @Override
    public void text(String value) {
        line('+', value);
    }

    @Override
    public void beginMany(int size) {
        number('*', size);
    }

    @Override
    public void beginPairs(int size) {
        number('*', size * 2L);
    }

    @Override
    public void end() {
        // An array's length stands before it.
    }

    @Override
    public void failure(String message) {
        line('-', message);
    }

    private void number(char kind, long value) {
        output.put(kind);
        output.put(value);
        endLine();
    }

    private void line(char kind, String text) {
        output.put(kind);
        output.put(text.replace('\r', ' ').replace('\n', ' ').getBytes(StandardCharsets.UTF_8));
        endLine();
    }

    private void endLine() {
        output.put('\r');
        output.put('\n');
    }
}
