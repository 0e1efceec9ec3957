package io.foreshard.profile;

import java.util.Arrays;

/** Appends to arrays that keep their last elements only. */
final class RecentNumbers {
    private RecentNumbers() {}

    static long[] append(long[] array, int most, long... last) {
        int length = array.length + last.length;
        long[] longer = Arrays.copyOfRange(array, Math.max(0, length - most), length);
        System.arraycopy(last, 0, longer, longer.length - last.length, last.length);
        return longer;
    }

    static int[] append(int[] array, int most, int... last) {
        int length = array.length + last.length;
        int[] longer = Arrays.copyOfRange(array, Math.max(0, length - most), length);
        System.arraycopy(last, 0, longer, longer.length - last.length, last.length);
        return longer;
    }
}
