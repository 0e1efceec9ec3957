package io.foreshard.store.s3;

import io.foreshard.store.ObjectNames;
import io.foreshard.store.StoreUri;
import java.util.regex.Pattern;

/**
 * The bucket of a store and the prefix of its keys there.
 *
 * @param prefix empty, or ends with a slash
 */
record S3Location(String bucket, String prefix) {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /** Reads {@code s3://bucket/prefix}; the prefix is optional. Messages do not repeat refused text, which may hold a secret. */
    static S3Location of(StoreUri uri) {
        if (uri.authority() == null || !BUCKET.matcher(uri.authority()).matches()) {
            throw StoreUri.refused("names no bucket: use s3://bucket/prefix, without credentials, port and host");
        }
        String path = uri.path().replaceFirst("^/", "").replaceFirst("/$", "");
        if (!path.isEmpty() && !ObjectNames.allows(path)) {
            throw StoreUri.refused(
                    "has a prefix that is no object name: use words of letters, digits, '_', '-' and '.',"
                            + " separated by slashes");
        }
        return new S3Location(uri.authority(), path.isEmpty() ? "" : path + "/");
    }

    String key(String name) {
        return prefix + ObjectNames.check(name);
    }

    @Override
    public String toString() {
        return S3StoreProvider.SCHEME + "://" + bucket + "/" + prefix;
    }
}
