package io.foreshard.store.encryption;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts and decrypts the frames of one object with AES-256-GCM. Header of a frame: magic number, key id, plaintext length of the object, nonce.
 *
 * <p>The authenticated data are key id, plaintext length, index of the frame and name of the object, so a frame decrypts only at its place of an object
 * of this name and length. Nonces are random: with 2^32 frames (256 TiB) under one key, two are equal with a probability of 2^-33. For one thread.
 */
final class FrameCipher {
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private static final int MAGIC = 0x46534531; // FSE1
    private static final SecureRandom RANDOM = new SecureRandom();

    private final EncryptionKeys keys;
    private final String name;
    private final byte[] nameBytes;
    private final Cipher cipher;

    FrameCipher(EncryptionKeys keys, String name) {
        this.keys = keys;
        this.name = name;
        this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw unexpected(e);
        }
    }

    /** Returns the id of a key: a hash from which the key cannot be computed. */
    static long keyId(SecretKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return ByteBuffer.wrap(mac.doFinal("foreshard key id".getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (GeneralSecurityException e) {
            throw unexpected(e);
        }
    }

    /** Encrypts an object whole. */
    ByteBuffer encrypt(ByteBuffer plain) {
        long length = plain.remaining();
        ByteBuffer stored = ByteBuffer.allocate(Math.toIntExact(FrameLayout.storedLength(length)));
        ByteBuffer source = plain.duplicate();
        for (long frame = 0; frame <= FrameLayout.lastFrame(length); frame++) {
            byte[] nonce = new byte[NONCE_BYTES];
            RANDOM.nextBytes(nonce);
            stored.putInt(MAGIC).putLong(keys.writerId()).putLong(length).put(nonce);
            source.limit(source.position() + FrameLayout.plainLengthOfFrame(frame, length));
            try {
                start(Cipher.ENCRYPT_MODE, keys.key(keys.writerId()), keys.writerId(), nonce, length, frame);
                cipher.doFinal(source, stored);
            } catch (GeneralSecurityException e) {
                throw unexpected(e);
            }
        }
        return stored.flip();
    }

    /** Reads the plaintext length of the object from the header of a frame. It is authenticated only when the frame is decrypted. */
    long plainLength(ByteBuffer frame) throws ObjectStoreException {
        if (frame.remaining() < FrameLayout.HEADER_BYTES || frame.getInt(frame.position()) != MAGIC) {
            throw corrupt("is not encrypted by this store, or is damaged", null);
        }
        long length = frame.getLong(frame.position() + Integer.BYTES + Long.BYTES);
        if (length < 0) {
            throw corrupt("is damaged: the header of a frame has no valid length", null);
        }
        return length;
    }

    /**
     * Decrypts adjacent frames.
     *
     * @param stored whole frames
     * @param first index of the first one
     * @param length plaintext length of the object
     * @return the plaintext of these frames
     */
    ByteBuffer decrypt(ByteBuffer stored, long first, long length) throws ObjectStoreException {
        ByteBuffer plain = ByteBuffer.allocate(stored.remaining());
        ByteBuffer source = stored.duplicate();
        for (long frame = first; source.hasRemaining(); frame++) {
            if (plainLength(source) != length || frame > FrameLayout.lastFrame(length)) {
                throw corrupt("is damaged: its frames are of different objects or too many", null);
            }
            source.getInt();
            long keyId = source.getLong();
            SecretKey key = key(keyId);
            source.getLong();
            byte[] nonce = new byte[NONCE_BYTES];
            source.get(nonce);
            int end = Math.min(
                    stored.limit(), source.position() + FrameLayout.plainLengthOfFrame(frame, length) + TAG_BYTES);
            source.limit(end);
            try {
                start(Cipher.DECRYPT_MODE, key, keyId, nonce, length, frame);
                cipher.doFinal(source, plain);
            } catch (AEADBadTagException e) {
                throw corrupt("is damaged: its frame " + frame + " does not match its authentication tag", e);
            } catch (GeneralSecurityException e) {
                throw unexpected(e);
            }
            source.limit(stored.limit());
        }
        return plain.flip();
    }

    private SecretKey key(long id) throws ObjectStoreException {
        SecretKey key = keys.key(id);
        if (key == null) {
            throw new ObjectStoreException(
                    Reason.DENIED,
                    "The object " + name + " is encrypted with the key " + EncryptionKeys.text(id)
                            + ", which is not among the " + keys
                            + " of this node: add that key to tier.encryptionKeys.",
                    null);
        }
        return key;
    }

    private void start(int mode, SecretKey key, long keyId, byte[] nonce, long length, long frame)
            throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(ByteBuffer.allocate(3 * Long.BYTES + nameBytes.length)
                .putLong(keyId)
                .putLong(length)
                .putLong(frame)
                .put(nameBytes)
                .flip());
    }

    private ObjectStoreException corrupt(String problem, Exception cause) {
        return new ObjectStoreException(Reason.CORRUPT, "The object " + name + " " + problem + ".", cause);
    }

    private static IllegalStateException unexpected(GeneralSecurityException e) {
        return new IllegalStateException("AES/GCM/NoPadding or HmacSHA256 failed; every Java 17 platform has both.", e);
    }
}
