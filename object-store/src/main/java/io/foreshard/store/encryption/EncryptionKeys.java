package io.foreshard.store.encryption;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of an {@link EncryptedObjectStore}: the first one encrypts, all decrypt. To rotate keys, put a new one first; objects need not be rewritten.
 * Its text form and its messages hold no part of a key. Immutable, hence thread-safe.
 */
public final class EncryptionKeys {
    private static final int KEY_BYTES = 32;
    private static final String FILE = "file:";
    private static final String VARIABLE = "env:";
    private static final String CURE = "; make a key with: openssl rand -base64 32";

    private final long writerId;
    private final Map<Long, SecretKey> keys;

    private EncryptionKeys(Map<Long, SecretKey> keys) {
        this.keys = keys;
        this.writerId = keys.keySet().iterator().next();
    }

    /**
     * Reads keys: one base64 text of 32 bytes a line (a comma separates as well), the writing one first; a '#' starts a comment.
     *
     * @param location {@code file:/path} of a file, or {@code env:NAME} of an environment variable
     * @throws IllegalArgumentException if there are none or one is wrong, with a sentence that names the place and the cure
     */
    public static EncryptionKeys read(String location) {
        if (location.startsWith(VARIABLE)) {
            String text = System.getenv(location.substring(VARIABLE.length()));
            if (text == null) {
                throw refused(location, "is not set");
            }
            return parse(text, location);
        }
        if (!location.startsWith(FILE)) {
            throw new IllegalArgumentException(
                    "The setting tier.encryptionKeys must be file:/path of a file or env:NAME of an environment variable.");
        }
        try {
            return parse(Files.readString(Path.of(location.substring(FILE.length()))), location);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "The encryption keys (tier.encryptionKeys) " + location
                            + " cannot be read: check that the file exists and"
                            + " that the user of the node may read it.",
                    e);
        }
    }

    /**
     * Reads keys from a text.
     *
     * @param place the place the text comes from, for messages
     * @throws IllegalArgumentException as {@link #read}
     */
    static EncryptionKeys parse(String text, String place) {
        Map<Long, SecretKey> keys = new LinkedHashMap<>();
        for (String word : words(text)) {
            byte[] bytes;
            try {
                bytes = Base64.getDecoder().decode(word);
            } catch (IllegalArgumentException e) {
                bytes = new byte[0]; // its message repeats a part of the text
            }
            if (bytes.length != KEY_BYTES) {
                throw refused(place, "holds, as number " + (keys.size() + 1) + ", no base64 text of 32 bytes");
            }
            SecretKey key = new SecretKeySpec(bytes, "AES");
            keys.putIfAbsent(FrameCipher.keyId(key), key);
        }
        if (keys.isEmpty()) {
            throw refused(place, "holds no key");
        }
        return new EncryptionKeys(keys);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        text.lines()
                .map(line -> line.replaceFirst("#.*", ""))
                .flatMap(line -> List.of(line.split("[\\s,]+")).stream())
                .filter(word -> !word.isEmpty())
                .forEach(words::add);
        return words;
    }

    private static IllegalArgumentException refused(String place, String problem) {
        return new IllegalArgumentException(
                "The encryption keys (tier.encryptionKeys) " + place + ": it " + problem + CURE + ".");
    }

    long writerId() {
        return writerId;
    }

    /** Returns a key, or null if it is not among these. */
    SecretKey key(long id) {
        return keys.get(id);
    }

    static String text(long id) {
        return HexFormat.of()
                .formatHex(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
    }

    /** Returns the ids of the keys, the writing one first. */
    @Override
    public String toString() {
        return "keys " + keys.keySet().stream().map(EncryptionKeys::text).toList();
    }
}
