package io.foreshard.key;

import java.util.UUID;

/** The hash functions of profile ids. They are part of the encoding, so their results never change. Thread-safe. */
public final class Hashing {
    private Hashing() {}

    /** Returns a hash of a value, by the output function of SplitMix64 (Steele, Lea, Flood 2014): each input bit changes each output bit with probability 1/2. */
    public static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Returns the hash of a user id. */
    public static long user(UUID user) {
        return mix(user.getMostSignificantBits() ^ mix(user.getLeastSignificantBits()));
    }

    /** Returns a number in [0, 1) from a hash. */
    public static double unit(long hash) {
        return (hash >>> 11) * 0x1p-53;
    }
}
