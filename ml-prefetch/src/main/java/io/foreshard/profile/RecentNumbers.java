package io.foreshard.profile;

import java.util.Arrays;

/** Appends to copies of arrays that keep at most their last {@code max} elements. */
final class RecentNumbers {
    private RecentNumbers() {}

    static long[] append(long[] array, int max, long... last) {
        int length = array.length + last.length;
        long[] longer = Arrays.copyOfRange(array, Math.max(0, length - max), length);
        System.arraycopy(last, 0, longer, longer.length - last.length, last.length);
        return longer;
    }

    static int[] append(int[] array, int max, int... last) {
        int length = array.length + last.length;
        int[] longer = Arrays.copyOfRange(array, Math.max(0, length - max), length);
        System.arraycopy(last, 0, longer, longer.length - last.length, last.length);
        return longer;
    }
}
