package io.foreshard.store.s3;

import io.foreshard.store.ObjectNames;
import java.util.regex.Pattern;

/**
 * Where a store is: a bucket, and what precedes the names of its objects there.
 *
 * @param prefix empty, or ends with a slash
 */
record S3Location(String bucket, String prefix) {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /** Reads {@code s3://bucket/prefix}; the prefix may be missing. What is refused is not repeated: it may hold a secret. */
    static S3Location of(String uri) {
        String[] parts = uri.substring(S3ObjectStore.SCHEME.length()).split("/", 2);
        String path = parts.length == 1
                ? ""
                : parts[1].endsWith("/") ? parts[1].substring(0, parts[1].length() - 1) : parts[1];
        if (!BUCKET.matcher(parts[0]).matches()) {
            throw new IllegalArgumentException(
                    "The store URI names no bucket: use s3://bucket/prefix, without credentials, port or host.");
        }
        if (!path.isEmpty() && !ObjectNames.allows(path)) {
            throw new IllegalArgumentException("The prefix of the bucket " + parts[0]
                    + " must be words of letters, digits, '_', '-' and '.', separated by slashes.");
        }
        return new S3Location(parts[0], path.isEmpty() ? "" : path + "/");
    }

    String key(String name) {
        return prefix + ObjectNames.check(name);
    }

    @Override
    public String toString() {
        return S3ObjectStore.SCHEME + bucket + "/" + prefix;
    }
}
