package io.foreshard.key;

/** A cache key that carries the profile id its partition comes from. Implementations are immutable and thread-safe. */
public interface ProfiledKey {
    /** Returns the profile id, 0 to 2^63 - 1; its leading bits are the partition. */
    long profileId();
}
