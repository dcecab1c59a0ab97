package io.larder.door.http.v1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Bounded extends ByteArrayOutputStream {

        private final int limit;

        Bounded(int limit) {
            super(256);
            this.limit = limit;
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            if (length > limit - count) {
                throw Result.tooLarge(limit);
            }
            super.write(bytes, from, length);
        }
    }
}
