package io.foreshard.plugin.internal.page;

import java.io.IOException;
import java.io.Serial;
import javax.cache.CacheException;
import org.apache.ignite.IgniteCheckedException;

/**
 * A row that a scan, an index or {@code clear} reads could not be fetched from the object store; nothing was changed.
 *
 * <p>Neither unchecked nor an {@link IgniteCheckedException}: Ignite's {@code DataRow} makes the latter unchecked, and {@code BPlusTree} takes each unchecked
 * exception for a corrupted tree. Another node, which may not have this class, receives an {@link IgniteCheckedException}. The cause is as that of {@link UnavailablePageException}.
 */
final class UnavailableRowException extends Exception {
    @Serial
    private static final long serialVersionUID = 0L;

    UnavailableRowException(String message, IOException cause) {
        super(message, new CacheException(message, cause));
    }

    @Serial
    private Object writeReplace() {
        return new IgniteCheckedException(getMessage(), new CacheException(getMessage()));
    }
}
