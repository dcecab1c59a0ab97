package io.larder.door.http.v1;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The number that something has come to.
 *
 * @param value with all its digits
 */
@Schema(name = "Number", description = "A number, with all its digits.")
public record NumberValue(@Schema(type = SchemaType.NUMBER) Object value) {

    /** The word for adding to a number as spelt: {@code whole}, or {@code real} where it has a point or an exponent. */
    static String command(String whole, String real, String number) {
        boolean isReal = number.indexOf('.') >= 0 || number.indexOf('e') >= 0 || number.indexOf('E') >= 0;
        return isReal ? real : whole;
    }
}
