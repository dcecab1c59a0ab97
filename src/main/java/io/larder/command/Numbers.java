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
     * What is too large or too small for a double is refused.
     */
    public static double real(byte[] text) {
        if (text.length > 0 && text.length <= 18 && isWhole(text)) {
            return whole(text);
        }
        String word = new String(text, StandardCharsets.ISO_8859_1);
        double value = parsed(word);
        if (Double.isNaN(value)
                || Double.isInfinite(value) && word.indexOf('i') < 0 && word.indexOf('I') < 0
                || value == 0 && !spellsZero(word)) {
            throw CommandError.NOT_A_FLOAT;
        }
        return value;
    }

    /**
     * The double that the bytes from {@code from} on spell as C's {@code strtod} reads them: space may stand before it,
     * no bytes at all are 0, and what is too large is infinite. NaN where they spell none.
     */
    public static double loose(byte[] text, int from) {
        int start = from;
        while (start < text.length && (text[start] == ' ' || text[start] >= '\t' && text[start] <= '\r')) {
            start++;
        }
        if (start == text.length) {
            return from == start ? 0 : Double.NaN;
        }
        return parsed(new String(text, start, text.length - start, StandardCharsets.ISO_8859_1));
    }

    private static double parsed(String word) {
        String bare = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
        if (bare.equalsIgnoreCase("inf") || bare.equalsIgnoreCase("infinity")) {
            return word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (bare.isEmpty() || !mayBeNumber(bare)) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(isHex(bare) && power(bare) < 0 ? word + "p0" : word);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Java would also read a type suffix, {@code NaN} and surrounding spaces. */
    private static boolean mayBeNumber(String bare) {
        char last = bare.charAt(bare.length() - 1);
        boolean digits = isHex(bare) && power(bare) < 0;
        boolean ends = last == '.' || Character.digit(last, digits ? 16 : 10) >= 0;
        char first = bare.charAt(0);
        return ends && (first >= '0' && first <= '9' || first == '.');
    }

    private static boolean isHex(String bare) {
        return bare.startsWith("0x") || bare.startsWith("0X");
    }

    /** Where a hexadecimal double has its exponent, or -1. */
    private static int power(String bare) {
        return Math.max(bare.indexOf('p'), bare.indexOf('P'));
    }

    /** Whether all digits before the exponent are 0. */
    private static boolean spellsZero(String word) {
        boolean hex = word.indexOf('x') >= 0 || word.indexOf('X') >= 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == (hex ? 'p' : 'e') || c == (hex ? 'P' : 'E')) {
                return true;
            }
            if (Character.digit(c, hex ? 16 : 10) > 0) {
                return false;
            }
        }
        return true;
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
