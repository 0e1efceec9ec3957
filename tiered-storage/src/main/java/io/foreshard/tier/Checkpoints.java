package io.foreshard.tier;

/** The numbers of the last checkpoint that began and of the last one that ended. Thread-safe. */
final class Checkpoints {
    private long begun;
    private long ended;

    /** A checkpoint begins: it writes all pages that were changed before. */
    synchronized void begin() {
        begun++;
    }

    /** The checkpoint that began last has ended, or has ended before. */
    synchronized void end() {
        ended = begun;
    }

    synchronized long begun() {
        return begun;
    }

    synchronized long ended() {
        return ended;
    }
}
