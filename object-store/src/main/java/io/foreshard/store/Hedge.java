package io.foreshard.store;

/** Decides when a call is late enough to be sent a second time. */
interface Hedge {
    /** Sends each call once. */
    Hedge NEVER = new Hedge() {
        @Override
        public long delayNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean take() {
            return false;
        }

        @Override
        public void ended(long elapsedNanos) {
            // Nothing is learned.
        }
    };

    /** Returns the time after which a call is late; the largest long for never. */
    long delayNanos();

    /** Returns whether a late call may be sent a second time; counts it. */
    boolean take();

    /** A call was answered, or given up because its other sending was answered, after a time. */
    void ended(long elapsedNanos);
}
