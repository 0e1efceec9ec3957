package io.foreshard.key;

/**
 * The locality-preserving code of interests: a point on a torus, in Z-order.
 *
 * <p>Each interest has an angle on two independent circles, from a hash. A mixture of interests is the sum of the weighted unit
 * vectors on each circle; the code is the two angles of the sums, 20 bits each, with their bits interleaved from the leading ones down
 * (Z-order, Morton 1966). Codes with a common prefix are near one another on both circles, and the code of a single interest, as
 * objects have it, lies among those of the users who look at it.
 *
 * <p>Adding a vector of length w to a sum of length r turns it by at most asin(w / r): a small change of the mixture moves the code
 * little, unless its interests cancel out.
 *
 * <p>The code of an interest is part of stored keys and never changes. Thread-safe.
 */
public final class InterestCode {
    /** Bits of a code. */
    public static final int BITS = 40;

    /** Interest of an action or object that is about nothing in particular. */
    public static final long NO_INTEREST = 0;

    /** Number of circles that interests are projected on. */
    public static final int CIRCLES = 2;

    private static final int ANGLE_BITS = BITS / CIRCLES;
    private static final double STEPS = 1 << ANGLE_BITS;

    private InterestCode() {}

    /** Returns the angle of an interest on a circle, 0 to 2 pi. */
    public static double angle(long interest, int circle) {
        return 2 * Math.PI * Hashing.unit(Hashing.mix(interest * CIRCLES + circle));
    }

    /** Returns the code of one interest. */
    public static long of(long interest) {
        return interleave(step(angle(interest, 0)), step(angle(interest, 1)));
    }

    /** Returns the code of a mixture, given as sums {@code x0, y0, x1, y1} of weighted unit vectors; 0 for an empty mixture. */
    public static long of(double[] sums) {
        return interleave(step(Math.atan2(sums[1], sums[0])), step(Math.atan2(sums[3], sums[2])));
    }

    /** Returns the length of the shorter of the sums. */
    public static double strength(double[] sums) {
        return Math.min(Math.hypot(sums[0], sums[1]), Math.hypot(sums[2], sums[3]));
    }

    /**
     * Returns the maximum distance a code moves when unit vectors are added: {@code asin(weight / strength)}, plus one rounding step of a code.
     *
     * @param strength {@linkplain #strength strength} before the addition
     * @param weight number of unit vectors added
     * @return in turns, at most .5
     */
    public static double maxTurn(double strength, double weight) {
        return weight >= strength ? .5 : Math.min(.5, Math.asin(weight / strength) / (2 * Math.PI) + 1 / STEPS);
    }

    /**
     * Returns the distance of two codes: the larger of the distances on the two circles.
     *
     * @return 0 (the same) to 0.5 (opposite), in turns
     */
    public static double distance(long first, long second) {
        double distance = 0;
        for (int circle = 0; circle < CIRCLES; circle++) {
            double difference = Math.abs(deinterleave(first, circle) - deinterleave(second, circle)) / STEPS;
            distance = Math.max(distance, Math.min(difference, 1 - difference));
        }
        return distance;
    }

    private static long step(double angle) {
        double turn = angle / (2 * Math.PI);
        return Math.min((long) STEPS - 1, (long) ((turn - Math.floor(turn)) * STEPS));
    }

    private static long interleave(long first, long second) {
        long code = 0;
        for (int bit = ANGLE_BITS - 1; bit >= 0; bit--) {
            code = code << 2 | (first >>> bit & 1) << 1 | second >>> bit & 1;
        }
        return code;
    }

    private static long deinterleave(long code, int circle) {
        long angle = 0;
        for (int bit = ANGLE_BITS - 1; bit >= 0; bit--) {
            angle = angle << 1 | code >>> (bit * CIRCLES + CIRCLES - 1 - circle) & 1;
        }
        return angle;
    }
}
