package io.larder.type;

import io.larder.command.CommandError;
import io.larder.command.Numbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * A number as the 80-bit floats of x86 hold it, which Redis adds with in INCRBYFLOAT and HINCRBYFLOAT: 64 bits of
 * mantissa, rounded half to even. With a double the sums would show other digits: 3.0 and 1.1 would give
 * 4.0999999999999996.
 *
 * @see <a href="https://redis.io/docs/latest/commands/incrbyfloat/">INCRBYFLOAT</a>
 */
final class LongDouble {

    /** The longest text that Redis reads as a number. */
    static final int LONGEST = 5 * 1024 - 1;

    /** 0. */
    static final LongDouble ZERO = new LongDouble(BigInteger.ZERO, 0, false);

    private static final LongDouble INFINITE = new LongDouble(BigInteger.ZERO, 0, true);

    private static final int BITS = 64;
    private static final int LEAST_EXPONENT = -16445;
    private static final int MOST_EXPONENT = 16384;
    /** Powers of ten that are surely out of range, so that nobody computes 10 to the power of a billion. */
    private static final int LEAST_TEN = -4952;

    private static final int MOST_TEN = 4934;

    private static final int DECIMALS = 17;
    private static final BigInteger SHIFT = BigInteger.TEN.pow(DECIMALS);

    private final BigInteger mantissa;
    private final int exponent;
    private final boolean infinite;

    private LongDouble(BigInteger mantissa, int exponent, boolean infinite) {
        this.mantissa = mantissa;
        this.exponent = exponent;
        this.infinite = infinite;
    }

    /** The number that the bytes spell, infinite ones included; what is no number or out of range is refused. */
    static LongDouble of(byte[] text) {
        if (text.length == 0 || text.length > LONGEST) {
            throw CommandError.NOT_A_FLOAT;
        }
        String word = new String(text, StandardCharsets.ISO_8859_1);
        int sign = word.charAt(0) == '-' || word.charAt(0) == '+' ? 1 : 0;
        char first = word.length() > sign ? word.charAt(sign) : ' ';
        boolean hex = word.startsWith("0x", sign) || word.startsWith("0X", sign);
        if (hex || !(first >= '0' && first <= '9' || first == '.')) {
            double value = Numbers.real(text);
            return Double.isInfinite(value) ? INFINITE : of(new BigDecimal(value));
        }
        BigDecimal value;
        try {
            value = new BigDecimal(word);
        } catch (NumberFormatException e) {
            throw CommandError.NOT_A_FLOAT;
        }
        LongDouble read = of(value);
        if (read.infinite || read.mantissa.signum() == 0 && value.signum() != 0) {
            throw CommandError.NOT_A_FLOAT;
        }
        return read;
    }

    private static LongDouble of(BigDecimal value) {
        long ten = (long) value.precision() - value.scale();
        if (value.signum() == 0 || ten < LEAST_TEN) {
            return ZERO;
        }
        if (ten > MOST_TEN) {
            return INFINITE;
        }
        BigInteger digits = value.unscaledValue();
        if (value.scale() <= 0) {
            return rounded(digits.multiply(BigInteger.TEN.pow(-value.scale())), 0);
        }
        // Two bits more than are kept, and a last one that says whether anything was left over, round it as the whole.
        BigInteger divisor = BigInteger.TEN.pow(value.scale());
        int shift = Math.max(0, BITS + 2 + divisor.bitLength() - digits.bitLength());
        BigInteger[] parts = digits.abs().shiftLeft(shift).divideAndRemainder(divisor);
        BigInteger quotient = parts[0].shiftLeft(1);
        if (parts[1].signum() != 0) {
            quotient = quotient.setBit(0);
        }
        return rounded(digits.signum() < 0 ? quotient.negate() : quotient, -shift - 1);
    }

    private static LongDouble rounded(BigInteger value, int exponent) {
        BigInteger size = value.abs();
        int drop = Math.max(size.bitLength() - BITS, LEAST_EXPONENT - exponent);
        int scale = exponent;
        if (drop > 0) {
            size = halfEven(size, drop);
            scale += drop;
        }
        if (size.signum() == 0) {
            return ZERO;
        }
        if (size.bitLength() + scale > MOST_EXPONENT) {
            return INFINITE;
        }
        int zeros = size.getLowestSetBit();
        size = size.shiftRight(zeros);
        return new LongDouble(value.signum() < 0 ? size.negate() : size, scale + zeros, false);
    }

    /** Divides a number of zero or more by a power of two, rounding half to even. */
    private static BigInteger halfEven(BigInteger value, int bits) {
        BigInteger down = value.shiftRight(bits);
        boolean half = value.testBit(bits - 1);
        boolean more = half && value.getLowestSetBit() < bits - 1;
        return half && (more || down.testBit(0)) ? down.add(BigInteger.ONE) : down;
    }

    /** Whether this is no finite number. */
    boolean infinite() {
        return infinite;
    }

    /** The sum; infinite where one of the two is, or where it is out of range. */
    LongDouble plus(LongDouble other) {
        if (infinite || other.infinite) {
            return INFINITE;
        }
        int least = Math.min(exponent, other.exponent);
        BigInteger sum = mantissa.shiftLeft(exponent - least).add(other.mantissa.shiftLeft(other.exponent - least));
        return rounded(sum, least);
    }

    /** In decimal with at most 17 places, without trailing zeros or exponent. */
    byte[] text() {
        BigInteger scaled = mantissa.abs().multiply(SHIFT);
        scaled = exponent >= 0 ? scaled.shiftLeft(exponent) : halfEven(scaled, -exponent);
        if (scaled.signum() == 0) {
            return new byte[] {'0'};
        }
        BigDecimal value = new BigDecimal(mantissa.signum() < 0 ? scaled.negate() : scaled, DECIMALS);
        return value.stripTrailingZeros().toPlainString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
