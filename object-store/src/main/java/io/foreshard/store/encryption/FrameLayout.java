package io.foreshard.store.encryption;

/**
 * The places of frames in an encrypted object. Each frame holds 64 KiB of plaintext, the last one the rest, and 48 bytes more; an empty object has one
 * empty frame, so that its length is authenticated as well.
 */
final class FrameLayout {
    static final int PLAIN_BYTES = 64 << 10;
    /** Magic number, key id, plaintext length of the object, nonce. */
    static final int HEADER_BYTES = Integer.BYTES + Long.BYTES + Long.BYTES + FrameCipher.NONCE_BYTES;

    private static final int OVERHEAD_BYTES = HEADER_BYTES + FrameCipher.TAG_BYTES;
    static final int STORED_BYTES = PLAIN_BYTES + OVERHEAD_BYTES;

    private FrameLayout() {}

    /** Returns the index of the last frame of an object. */
    static long lastFrame(long plainLength) {
        return plainLength == 0 ? 0 : (plainLength - 1) / PLAIN_BYTES;
    }

    static long storedLength(long plainLength) {
        return plainLength + (lastFrame(plainLength) + 1) * OVERHEAD_BYTES;
    }

    /** Returns the plaintext length of an object of this stored length; 0 for an object that is too short for a frame. */
    static long plainLength(long storedLength) {
        long frames = (storedLength + STORED_BYTES - 1) / STORED_BYTES;
        return Math.max(0, storedLength - frames * OVERHEAD_BYTES);
    }

    static int plainLengthOfFrame(long frame, long plainLength) {
        return (int) Math.min(PLAIN_BYTES, plainLength - frame * PLAIN_BYTES);
    }
}
