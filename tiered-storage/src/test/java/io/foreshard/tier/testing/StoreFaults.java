package io.foreshard.tier.testing;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * The faults of a simulated store: a request or an answer gets lost, a body is short or has a flipped bit, a listing is stale, a call is slow. Not
 * thread-safe: one actor runs at a time.
 */
final class StoreFaults {
    private static final int LISTING_AGE_MILLIS = 60_000;

    private final SplittableRandom random;
    private double share;
    private boolean down;
    private boolean slow;
    private boolean corrupting;
    private long count;
    private long wrongBodies;

    StoreFaults(SplittableRandom random) {
        this.random = random;
    }

    /** Sets the share of calls with a fault. */
    void failing(double calls) {
        share = calls;
    }

    /** Sets whether no request reaches the store. */
    void down(boolean all) {
        down = all;
    }

    /** Sets whether each answer is slow. */
    void slow(boolean all) {
        slow = all;
    }

    /** Sets whether each body that is longer than a small object is wrong. */
    void corrupting(boolean all) {
        corrupting = all;
    }

    boolean isFailing() {
        return share > 0 || corrupting || down;
    }

    /** Returns the faults so far. */
    long count() {
        return count;
    }

    long wrongBodies() {
        return wrongBodies;
    }

    private boolean strikes(double part) {
        boolean strikes = share > 0 && random.nextDouble() < share * part;
        count += strikes ? 1 : 0;
        return strikes;
    }

    boolean failsBefore() {
        count += down ? 1 : 0;
        return down || strikes(.3);
    }

    boolean failsAfter() {
        return strikes(.3);
    }

    boolean isSlow() {
        return slow || share > 0 && random.nextInt(4) == 0;
    }

    /** Returns a body as it arrives. */
    ByteBuffer body(ByteBuffer sent) {
        byte[] bytes = new byte[sent.remaining()];
        sent.get(bytes);
        boolean isPages = corrupting && bytes.length >= SimulatedPages.BYTES;
        count += isPages ? 1 : 0;
        if (bytes.length > 0 && (isPages || strikes(.2))) {
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            wrongBodies++;
        } else if (bytes.length > 0 && strikes(.1)) {
            wrongBodies++;
            return ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length)).slice();
        }
        return ByteBuffer.wrap(bytes);
    }

    /** Returns the deletions of a batch that are executed. */
    int deletes(int all) {
        return strikes(.1) ? random.nextInt(all + 1) : all;
    }

    /** Returns whether a listing lacks an object: a recent one. */
    boolean omits(long modifiedMillis, long nowMillis) {
        return nowMillis - modifiedMillis < LISTING_AGE_MILLIS && strikes(.2);
    }

    /** Returns whether a listing has a deleted object. */
    boolean listsDeleted() {
        return strikes(.2);
    }
}
