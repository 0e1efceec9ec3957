package io.foreshard.profile;

import java.util.UUID;

/** The hash functions of profile ids: part of the encoder, so they never change. */
final class Hashing {
    private Hashing() {}

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every input bit changes every output bit with a half. */
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    static long user(UUID user) {
        return mix(user.getMostSignificantBits() ^ mix(user.getLeastSignificantBits()));
    }

    /** Returns a number in [0, 1) from a hash. */
    static double unit(long hash) {
        return (hash >>> 11) * 0x1p-53;
    }
}
