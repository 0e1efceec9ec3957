package io.foreshard.plugin.shard;

import io.foreshard.shard.ShardCatalogue;
import java.util.Objects;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;

/** The compare-and-set of the catalogue: it follows the version it was planned from, or nothing changes. */
final class ReplaceCatalogue implements EntryProcessor<String, Object, Boolean>, java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private final long expectedVersion;
    private final ShardCatalogue next;

    /** @param expectedVersion 0 if there must be none yet */
    ReplaceCatalogue(long expectedVersion, ShardCatalogue next) {
        this.expectedVersion = expectedVersion;
        this.next = next;
    }

    @Override
    public Boolean process(MutableEntry<String, Object> entry, Object... arguments) {
        ShardCatalogue present = (ShardCatalogue) entry.getValue();
        boolean matches = (present == null ? 0 : present.version()) == expectedVersion;
        if (matches) {
            entry.setValue(next);
        }
        return matches;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReplaceCatalogue replace
                && expectedVersion == replace.expectedVersion
                && next.equals(replace.next);
    }

    @Override
    public int hashCode() {
        return Objects.hash(expectedVersion, next);
    }
}
