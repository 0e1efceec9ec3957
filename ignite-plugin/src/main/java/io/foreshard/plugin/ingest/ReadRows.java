package io.foreshard.plugin.ingest;

import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.internal.page.CurrentRead;
import io.foreshard.plugin.table.NodeTables;
import java.util.Set;
import org.apache.ignite.Ignite;
import org.apache.ignite.lang.IgniteRunnable;
import org.apache.ignite.resources.IgniteInstanceResource;

/** The task that reads rows on their primary and discards them, so that their pages are in its memory. Its reads heat nothing. */
final class ReadRows implements IgniteRunnable {
    private static final long serialVersionUID = 1L;

    private final Set<TransactionKey> keys;

    @IgniteInstanceResource
    private transient Ignite ignite;

    ReadRows(Set<TransactionKey> keys) {
        this.keys = keys;
    }

    @Override
    public void run() {
        CurrentRead.ahead(() -> ignite.<TransactionKey, Object>cache(
                        NodeTables.names(ignite).transactions())
                .getAll(keys));
    }
}
