package io.larder.door.websocket.centrifuge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.codec.JsonFields;
import io.larder.door.websocket.CloseCode;
import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class EndsTest {

    /** An empty reason turns an end into endless attempts, one that is JSON an attempt into an end. */
    @Test
    void everyReasonIsInPlainWords() throws IllegalAccessException {
        int seen = 0;
        for (Field field : Ends.class.getDeclaredFields()) {
            if (field.getType() == CloseCode.class) {
                CloseCode why = (CloseCode) field.get(null);
                byte[] reason = why.reason().getBytes(US_ASCII);
                assertFalse(why.reason().isBlank(), field.getName());
                assertFalse(JsonFields.isJson(reason), field.getName());
                assertTrue(reason.length <= 123 && !why.reason().contains("?"), field.getName());
                assertTrue(why.code() >= 3000 && why.code() < 4000, field.getName());
                seen++;
            }
        }
        assertEquals(10, seen);
    }
}
