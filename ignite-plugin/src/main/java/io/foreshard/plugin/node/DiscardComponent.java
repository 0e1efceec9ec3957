package io.foreshard.plugin.node;

import io.foreshard.plugin.internal.file.DiscardedGroups;
import io.foreshard.plugin.internal.file.PersistenceDirectory;
import io.foreshard.tier.Discard;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.plugin.PluginContext;

/**
 * The start of a server after the command {@code discard}, see {@link DiscardedGroups}; servers without one are not concerned. It precedes {@link
 * TierFileCheck}: what a start that was cut off has left is no copy.
 */
final class DiscardComponent implements PluginComponent {
    private final Consumer<Discard> filled;

    DiscardComponent(Consumer<Discard> filled) {
        this.filled = filled;
    }

    @Override
    public void start(PluginContext context) throws IgniteCheckedException {
        if (context.igniteConfiguration().isClientMode()) {
            return;
        }
        Optional<PersistenceDirectory> directory = PersistenceDirectory.of(context.grid());
        if (directory.isPresent()) {
            DiscardedGroups.register(context.grid(), directory.get(), filled);
        }
    }
}
