package io.foreshard.tier.testing;

/** The heap that live objects take. */
public final class UsedHeap {
    private UsedHeap() {}

    /** Returns the bytes of the heap in use after garbage collections that free nothing more. */
    public static long bytes() {
        long used = Long.MAX_VALUE;
        while (true) {
            System.gc();
            long now = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            if (now >= used) {
                return used;
            }
            used = now;
        }
    }
}
