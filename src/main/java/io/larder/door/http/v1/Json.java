package io.larder.door.http.v1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** JSON as this door reads and writes it. */
final class Json {

    /** The body's own bound is the only one: a value may be as long as that. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

    private Json() {}

    /**
     * A value in JSON.
     *
     * @param limit the most bytes
     * @throws Refusal where it would be longer
     */
    static byte[] bytes(Object value, int limit) {
        try (Bounded output = new Bounded(limit)) {
            MAPPER.writeValue(output, value);
            return output.toByteArray();
        } catch (TooLargeException e) {
            throw Result.tooLarge(limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A kind that Jackson lets through as it is. */
    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Bounded extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        private final int limit;

        Bounded(int limit) {
            this.limit = limit;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] more, int from, int length) throws IOException {
            if (length > limit - bytes.size()) {
                throw new TooLargeException();
            }
            bytes.write(more, from, length);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
