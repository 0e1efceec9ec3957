package io.foreshard.plugin.node;

import io.foreshard.plugin.internal.file.Defragmentation;
import io.foreshard.plugin.internal.file.PersistenceDirectory;
import io.foreshard.plugin.internal.file.StoredPartition;
import io.foreshard.tier.DiskPartitionFile;
import io.foreshard.tier.PartitionHeader;
import io.foreshard.tier.PartitionHeader.Slot;
import io.foreshard.tier.TieredStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.plugin.PluginContext;

/**
 * The check of a server's partition files before Ignite opens them: pages that are in an object store must be readable with the node's configuration. A
 * node that fails it has changed nothing. Sends at most one request, and only if the URI of the store has changed.
 */
final class TierFileCheck implements PluginComponent {
    private static final int MAX_NAMES = 3;

    private final TieredStorage storage;
    private final String storeUri;

    /**
     * @param storage the tier; null if the node has none
     * @param storeUri the configured store; null if there is none
     */
    TierFileCheck(TieredStorage storage, String storeUri) {
        this.storage = storage;
        this.storeUri = storeUri;
    }

    /** A partition file with remote copies. */
    private record Marked(Path file, Slot slot) {}

    /** Refuses the start of a server with a sentence that names files, pages, store and cure. */
    @Override
    public void start(PluginContext context) throws IgniteCheckedException {
        if (context.igniteConfiguration().isClientMode()) {
            return;
        }
        Optional<PersistenceDirectory> directory = PersistenceDirectory.of(context.grid());
        if (directory.isEmpty()) {
            return;
        }
        Optional<String> refusal;
        try {
            refusal = refusal(directory.get(), Defragmentation.isDue(context.grid()));
        } catch (IOException e) {
            throw new IgniteCheckedException(
                    "The partition files in " + directory.get().path() + " cannot be read: " + e.getMessage(), e);
        }
        if (refusal.isPresent()) {
            throw new IgniteCheckedException(refusal.get());
        }
    }

    private Optional<String> refusal(PersistenceDirectory directory, boolean defragments) throws IOException {
        List<Marked> marked = new ArrayList<>();
        List<Path> refused = new ArrayList<>();
        String reason = null;
        for (StoredPartition partition : directory.partitions()) {
            try (DiskPartitionFile file = DiskPartitionFile.readOnly(partition.file())) {
                IOException damage = mark(partition, file, marked);
                if (storage != null) {
                    storage.check(partition.location(), file, partition.format()); // names the cure
                } else if (damage != null) {
                    throw damage;
                }
            } catch (IOException e) {
                refused.add(partition.file());
                reason = reason == null ? e.getMessage() : reason;
            }
        }
        Optional<String> wrongStore = wrongStore(directory, marked);
        if (wrongStore.isPresent()) {
            return wrongStore;
        }
        if (defragments && !marked.isEmpty()) {
            return Optional.of(
                    "A defragmentation would replace " + marked.size() + " files with remote pages ("
                            + names(marked.stream().map(Marked::file).toList())
                            + "), nothing was changed: delete " + Defragmentation.taskFile(directory)
                            + " to start the node, recall these partitions (control.sh --tier recall), then schedule it again.");
        }
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("The tier cannot be opened, nothing was changed. " + reason + " Files concerned: "
                + refused.size() + " (" + names(refused) + ").");
    }

    /** Adds a file with remote copies; returns the damage of its header, or null. */
    private static IOException mark(StoredPartition partition, DiskPartitionFile file, List<Marked> marked) {
        try {
            new PartitionHeader(file, partition.format())
                    .read()
                    .ifPresent(slot -> marked.add(new Marked(partition.file(), slot)));
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private Optional<String> wrongStore(PersistenceDirectory directory, List<Marked> marked) {
        List<Marked> others = new ArrayList<>(marked);
        others.removeIf(one -> storeUri != null && PartitionHeader.isUri(one.slot(), storeUri));
        if (others.isEmpty()) {
            return Optional.empty();
        }
        String configuration;
        if (storeUri == null) {
            configuration = "this node has no tier.storeUri";
        } else {
            try {
                Optional<UUID> id = storage.storeId(directory.tier());
                others.removeIf(one -> id.equals(Optional.of(one.slot().store().id())));
                configuration = "tier.storeUri is " + storeUri + ", which is another store";
            } catch (IOException e) {
                configuration = "tier.storeUri is " + storeUri
                        + ", which cannot be asked whether it is the same store (" + e.getMessage() + ")";
            }
        }
        return others.isEmpty() ? Optional.empty() : Optional.of(sentence(others, configuration));
    }

    private static String sentence(List<Marked> others, String configuration) {
        long pages = others.stream().mapToLong(one -> one.slot().remotePages()).sum();
        Slot first = others.get(0).slot();
        return pages + " pages of " + others.size() + " partition files ("
                + names(others.stream().map(Marked::file).toList()) + ") are in the object store "
                + first.store().uri()
                + " (store id " + first.store().id() + "), but " + configuration
                + "; nothing was changed: set tier.storeUri to that store, or recall the pages with it first"
                + " (control.sh --tier restore on a running cluster, TierCommand restore on a stopped one).";
    }

    private static String names(List<Path> files) {
        List<String> names = files.stream().limit(MAX_NAMES).map(Path::toString).toList();
        return String.join(", ", names)
                + (files.size() > MAX_NAMES ? " and " + (files.size() - MAX_NAMES) + " more" : "");
    }
}
