package io.foreshard.candidate;

/** The keys of the largest weights among those that were offered, the largest first. Not thread-safe. */
final class TopKeys {
    private final int[] keys;
    private final float[] weights;
    private int size;

    TopKeys(int capacity) {
        keys = new int[capacity];
        weights = new float[capacity];
    }

    void clear() {
        size = 0;
    }

    void offer(int key, float weight) {
        int at = size;
        while (at > 0 && weights[at - 1] < weight) {
            at--;
        }
        if (at == keys.length) {
            return;
        }
        size = Math.min(size + 1, keys.length);
        System.arraycopy(weights, at, weights, at + 1, size - 1 - at);
        System.arraycopy(keys, at, keys, at + 1, size - 1 - at);
        weights[at] = weight;
        keys[at] = key;
    }

    int size() {
        return size;
    }

    int key(int rank) {
        return keys[rank];
    }

    float weight(int rank) {
        return weights[rank];
    }
}
