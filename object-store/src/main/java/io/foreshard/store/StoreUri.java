package io.foreshard.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parsed store URI: {@code scheme:path} or {@code scheme://authority/path}. It is taken literally; nothing is percent-decoded.
 *
 * <p>A query, a fragment and credentials are refused for every scheme. Error messages never repeat the text, which may hold a secret.
 *
 * @param scheme lower-case letters, digits, '+', '.' and '-'
 * @param authority text between {@code //} and the next slash, such as a bucket; null without {@code //}
 * @param path the rest, with its leading slash; may be empty
 */
public record StoreUri(String scheme, String authority, String path) {
    private static final Pattern URI = Pattern.compile("([a-z][a-z0-9+.-]*):(?://([^/]*))?(.*)", Pattern.DOTALL);

    /**
     * Parses a URI.
     *
     * @throws IllegalArgumentException with a sentence that names the setting and the cure
     */
    public static StoreUri parse(String text) {
        if (text == null || text.isBlank()) {
            throw refused("is empty: set it to dir:/absolute/path or s3://bucket/prefix");
        }
        Matcher uri = URI.matcher(text);
        if (!uri.matches()) {
            throw refused("has no scheme: begin it with dir: or s3:, in lower case");
        }
        StoreUri parsed = new StoreUri(uri.group(1), uri.group(2), uri.group(3));
        if (parsed.authority != null && parsed.authority.contains("@")) {
            throw refused("must not hold credentials: remove the text before the '@'; the AWS SDK reads credentials"
                    + " from system properties, the environment or a profile");
        }
        if (text.chars().anyMatch(c -> c == '?' || c == '#' || Character.isISOControl(c))) {
            throw refused("must end with its path: remove '?', '#' and the text after it; a store takes no parameters");
        }
        return parsed;
    }

    /** Returns the exception for a URI that a provider cannot use; the rest of the sentence names the cure and holds no part of the URI. */
    public static IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException("The store URI (tier.storeUri) " + reason + ".");
    }

    @Override
    public String toString() {
        return scheme + ":" + (authority == null ? "" : "//" + authority) + path;
    }
}
