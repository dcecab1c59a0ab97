package io.larder.type;

import io.larder.command.CommandError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number of INCRBYFLOAT and HINCRBYFLOAT: C's {@code long double} as x86 has it, 64 bits of precision, read and
 * written as Redis does.
 *
 * <p>Neither double nor exact decimals would do: the first shows 0.1 + 0.2 as 0.30000000000000004, the second keeps
 * digits that Redis rounds off. The value is {@code mantissa * 2^exponent}, or an infinity.
 *
 * @see <a href="https://redis.io/docs/latest/commands/incrbyfloat/">INCRBYFLOAT</a>
 */
final class LongDouble {

    /** Nothing yet. */
    static final LongDouble ZERO = new LongDouble(BigInteger.ZERO, 0, true);

    private static final LongDouble INFINITE = new LongDouble(BigInteger.ZERO, 0, false);

    private static final CommandError NO_NUMBER = new CommandError("ERR increment would produce NaN or Infinity");

    private static final int PRECISION = 64;
    private static final int LEAST_EXPONENT = -16445;
    private static final int MOST_BITS = 16384;
    /**
     * Decimal exponents beyond it are out of range whatever the digits, of which there are fewer than the text is long.
     */
    private static final int FAR = 16384;

    private static final int TEXT_LIMIT = 5 * 1024;
    private static final int DECIMALS = 17;

    private static final Pattern DECIMAL =
            Pattern.compile("([+-]?(?:\\d++\\.?\\d*+|\\.\\d++))(?:[eE]([+-]?)0*+(\\d*+)(?<=\\d))?");
    private static final Pattern HEX = Pattern.compile(
            "([+-]?)0[xX](?=\\.?\\p{XDigit})(\\p{XDigit}*+)\\.?(\\p{XDigit}*+)(?:[pP]([+-]?)0*+(\\d*+)(?<=\\d))?");
    private static final Pattern INFINITY = Pattern.compile("[+-]?inf(?:inity)?", Pattern.CASE_INSENSITIVE);

    private final BigInteger mantissa;
    private final int exponent;
    private final boolean finite;

    private LongDouble(BigInteger mantissa, int exponent, boolean finite) {
        this.mantissa = mantissa;
        this.exponent = exponent;
        this.finite = finite;
    }

    /**
     * The number that the bytes spell: decimal, hexadecimal or infinite; {@code otherwise} is thrown if they do not.
     */
    static LongDouble of(byte[] bytes, CommandError otherwise) {
        if (bytes.length == 0 || bytes.length >= TEXT_LIMIT) {
            throw otherwise;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Matcher decimal = DECIMAL.matcher(text);
        if (decimal.matches()) {
            return decimal(decimal, otherwise);
        }
        Matcher hex = HEX.matcher(text);
        if (hex.matches()) {
            return hex(hex, otherwise);
        }
        if (INFINITY.matcher(text).matches()) {
            return INFINITE;
        }
        throw otherwise;
    }

    private static LongDouble decimal(Matcher parts, CommandError otherwise) {
        BigDecimal digits = new BigDecimal(parts.group(1));
        if (digits.signum() == 0) {
            return ZERO;
        }
        long scale = digits.scale() - exponent(parts.group(2), parts.group(3));
        if (Math.abs(scale) > FAR) {
            throw otherwise;
        }
        BigInteger tens = BigInteger.TEN.pow((int) Math.abs(scale));
        return scale <= 0
                ? read(digits.unscaledValue().multiply(tens), BigInteger.ONE, otherwise)
                : read(digits.unscaledValue(), tens, otherwise);
    }

    private static LongDouble hex(Matcher parts, CommandError otherwise) {
        BigInteger digits = new BigInteger(parts.group(1) + '0' + parts.group(2) + parts.group(3), 16);
        if (digits.signum() == 0) {
            return ZERO;
        }
        long shift =
                exponent(parts.group(4), parts.group(5)) - 4L * parts.group(3).length();
        if (Math.abs(shift) > 4 * FAR) {
            throw otherwise;
        }
        return shift >= 0
                ? read(digits.shiftLeft((int) shift), BigInteger.ONE, otherwise)
                : read(digits, BigInteger.ONE.shiftLeft((int) -shift), otherwise);
    }

    /** What is too long for an int is far out of range, and stays so. */
    private static long exponent(@Nullable String sign, @Nullable String digits) {
        if (digits == null || digits.isEmpty()) {
            return 0;
        }
        long size = digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits);
        return "-".equals(sign) ? -size : size;
    }

    private static LongDouble read(BigInteger numerator, BigInteger denominator, CommandError otherwise) {
        LongDouble rounded = rounded(numerator, denominator, 0);
        if (!rounded.finite || rounded.mantissa.signum() == 0) {
            throw otherwise;
        }
        return rounded;
    }

    /** {@code numerator / denominator * 2^shift}, rounded to the nearest, half to even. */
    private static LongDouble rounded(BigInteger numerator, BigInteger denominator, int shift) {
        BigInteger size = numerator.abs();
        int bits = size.bitLength() - denominator.bitLength();
        int exponent = Math.max(bits - PRECISION, LEAST_EXPONENT - shift);
        BigInteger whole = divided(size, denominator, exponent);
        if (whole.bitLength() > PRECISION) {
            // Rounding twice could differ from rounding once, so begin again with one bit less.
            exponent++;
            whole = divided(size, denominator, exponent);
        }
        if (whole.bitLength() + exponent + shift > MOST_BITS) {
            return INFINITE;
        }
        return new LongDouble(numerator.signum() < 0 ? whole.negate() : whole, exponent + shift, true);
    }

    /** {@code size / denominator / 2^exponent} to the nearest integer, half to even. */
    private static BigInteger divided(BigInteger size, BigInteger denominator, int exponent) {
        BigInteger dividend = exponent < 0 ? size.shiftLeft(-exponent) : size;
        BigInteger divisor = exponent > 0 ? denominator.shiftLeft(exponent) : denominator;
        BigInteger[] parts = dividend.divideAndRemainder(divisor);
        int half = parts[1].shiftLeft(1).compareTo(divisor);
        boolean up = half > 0 || half == 0 && parts[0].testBit(0);
        return up ? parts[0].add(BigInteger.ONE) : parts[0];
    }

    /** Whether it is neither infinity. */
    boolean finite() {
        return finite;
    }

    /**
     * The sum.
     *
     * @throws CommandError where it is not finite
     */
    LongDouble plus(LongDouble other) {
        if (!finite || !other.finite) {
            throw NO_NUMBER;
        }
        int least = Math.min(exponent, other.exponent);
        BigInteger sum = mantissa.shiftLeft(exponent - least).add(other.mantissa.shiftLeft(other.exponent - least));
        LongDouble rounded = rounded(sum, BigInteger.ONE, least);
        if (!rounded.finite) {
            throw NO_NUMBER;
        }
        return rounded;
    }

    /** Its text: at most 17 decimals, no trailing zeros, never an exponent. */
    byte[] bytes() {
        BigInteger scaled = mantissa.abs().multiply(BigInteger.TEN.pow(DECIMALS));
        BigDecimal size = new BigDecimal(divided(scaled, BigInteger.ONE, -exponent), DECIMALS);
        if (size.signum() == 0) {
            return new byte[] {'0'};
        }
        String text = size.stripTrailingZeros().toPlainString();
        return (mantissa.signum() < 0 ? '-' + text : text).getBytes(StandardCharsets.ISO_8859_1);
    }
}
