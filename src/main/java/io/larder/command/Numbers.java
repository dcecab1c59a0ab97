package io.larder.command;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;

/** How Redis reads and writes numbers. */
public final class Numbers {

    private static final double EXACT = 1e17;

    private Numbers() {}

    /** Whether the bytes are a signed 64-bit integer in its only spelling: no plus sign, space or leading zero. */
    public static boolean isWhole(byte[] text) {
        int digits = text.length;
        int i = 0;
        if (digits > 0 && text[0] == '-') {
            i = 1;
        }
        if (digits == i || digits - i > 19) {
            return false;
        }
        if (text[i] == '0') {
            return digits == 1;
        }
        long value = 0;
        for (; i < digits; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
                return false;
            }
            value = value * 10 - digit;
        }
        return text[0] == '-' || value != Long.MIN_VALUE;
    }

    /** The integer that the bytes spell. */
    public static long whole(byte[] text) {
        if (!isWhole(text)) {
            throw CommandError.NOT_AN_INTEGER;
        }
        boolean negative = text[0] == '-';
        long value = 0;
        for (int i = negative ? 1 : 0; i < text.length; i++) {
            value = value * 10 - (text[i] - '0');
        }
        return negative ? value : -value;
    }

    /** The bytes of an integer. */
    public static byte[] bytes(long value) {
        return Long.toString(value).getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * The double that the bytes spell: decimal, hexadecimal, {@code inf} or {@code infinity} in either case; never NaN.
     */
    public static double real(byte[] text) {
        if (text.length > 0 && text.length <= 18 && isWhole(text)) {
            return whole(text);
        }
        String word = new String(text, StandardCharsets.ISO_8859_1);
        String bare = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
        if (bare.equalsIgnoreCase("inf") || bare.equalsIgnoreCase("infinity")) {
            return word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (bare.isEmpty() || !mayBeNumber(bare)) {
            throw CommandError.NOT_A_FLOAT;
        }
        try {
            boolean hex = bare.startsWith("0x") || bare.startsWith("0X");
            return Double.parseDouble(hex && bare.indexOf('p') < 0 && bare.indexOf('P') < 0 ? word + "p0" : word);
        } catch (NumberFormatException e) {
            throw CommandError.NOT_A_FLOAT;
        }
    }

    /** Java would also read a type suffix, {@code NaN} and surrounding spaces. */
    private static boolean mayBeNumber(String bare) {
        boolean hex = bare.startsWith("0x") || bare.startsWith("0X");
        char last = bare.charAt(bare.length() - 1);
        boolean ends = hex ? Character.digit(last, 16) >= 0 : last >= '0' && last <= '9' || last == '.';
        char first = bare.charAt(0);
        return ends && (first >= '0' && first <= '9' || first == '.');
    }

    /** The text of a double with 17 significant digits, as C's {@code %.17g}; {@code inf}, {@code -inf}. */
    public static String text(double value) {
        if (value == Math.rint(value) && Math.abs(value) < EXACT) {
            return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (Double.isNaN(value)) {
            return "nan";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(17)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < 17) {
            return rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().abs().toString();
        StringBuilder text = new StringBuilder(24);
        if (value < 0) {
            text.append('-');
        }
        text.append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append('e').append(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        return (size < 10 ? text.append('0') : text).append(size).toString();
    }
}
