package io.foreshard.plugin.node;

import io.foreshard.plugin.internal.file.PersistenceDirectory;
import io.foreshard.plugin.internal.file.StoredPartition;
import io.foreshard.plugin.node.TierCommand.TierArguments;
import io.foreshard.store.ObjectStore;
import io.foreshard.tier.DiskPartitionFile;
import io.foreshard.tier.PartitionHeader;
import io.foreshard.tier.PartitionHeader.Slot;
import io.foreshard.tier.RebuildReport;
import io.foreshard.tier.ResidencyRebuild;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.ignite.IgniteCheckedException;

/** One command on the partition files of a stopped node; prints a line for each file it concerns. Not thread-safe. */
final class StoppedNodeFiles {
    private static final int BYTES_PER_MIB = 1 << 20;

    private final PersistenceDirectory directory;
    private final ObjectStore store;
    private final TierArguments arguments;
    private final PrintStream out;
    private final StoppedNodeTier tier;

    /** @param store store of the remote pages; stays open */
    StoppedNodeFiles(
            PersistenceDirectory directory,
            ObjectStore store,
            String storeUri,
            TierArguments arguments,
            PrintStream out) {
        this.directory = directory;
        this.store = store;
        this.arguments = arguments;
        this.out = out;
        tier = new StoppedNodeTier(directory.path().getFileName().toString(), store, storeUri);
    }

    /**
     * Runs the command.
     *
     * @return whether nothing was refused
     * @throws IgniteCheckedException with a sentence, if the command is refused as a whole
     * @throws IOException if a file, the log or the store failed; the command can be repeated
     */
    boolean run() throws IgniteCheckedException, IOException {
        return switch (arguments.verb()) {
            case STATUS -> status();
            case REBUILD -> rebuild();
            case RESTORE -> restore();
            case DISCARD -> new StoppedNodeDiscard(directory, arguments, out).run(this::isRefused);
            case RECREATE -> throw new IllegalArgumentException("The command needs an empty disk.");
        };
    }

    private List<StoredPartition> wanted() throws IOException {
        return directory.partitions().stream()
                .filter(one -> arguments.group() == null
                        || arguments.group().equals(one.location().groupName()))
                .filter(one -> arguments.partition() == null
                        || arguments.partition() == one.location().partition())
                .toList();
    }

    private boolean status() throws IOException {
        int files = 0;
        int wrong = 0;
        long pages = 0;
        for (StoredPartition partition : wanted()) {
            Optional<Slot> header = header(partition);
            Optional<String> refusal = refusal(partition);
            if (header.isPresent() || refusal.isPresent()) {
                files++;
                wrong += refusal.isPresent() ? 1 : 0;
                pages += header.map(Slot::remotePages).orElse(0);
                out.println(name(partition) + ": "
                        + header.map(slot -> slot.remotePages() + " pages in "
                                        + slot.store().uri() + ", generation " + slot.generation() + ". ")
                                .orElse("")
                        + refusal.orElse("Residency and file belong together."));
            }
        }
        new StoppedNodeDiscard(directory, arguments, out).status();
        out.println(files + " files, " + pages + " remote pages, " + wrong + " files that cannot be opened.");
        return wrong == 0;
    }

    /** Returns the header of a file; empty also if it is damaged, which {@link #refusal} tells. */
    private static Optional<Slot> header(StoredPartition partition) {
        try (DiskPartitionFile file = DiskPartitionFile.readOnly(partition.file())) {
            return new PartitionHeader(file, partition.format()).read();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> refusal(StoredPartition partition) {
        try {
            tier.check(partition);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Returns whether a file of the wanted group cannot be opened. */
    private boolean isRefused() throws IOException {
        return wanted().stream().anyMatch(partition -> refusal(partition).isPresent());
    }

    private boolean rebuild() throws IOException {
        ResidencyRebuild rebuild = new ResidencyRebuild(directory.tier(), store);
        int[] counts = new int[RebuildReport.Outcome.values().length];
        for (StoredPartition partition : wanted()) {
            RebuildReport report;
            try (DiskPartitionFile file = DiskPartitionFile.readOnly(partition.file())) {
                report = rebuild.rebuild(partition.location(), file, partition.format(), arguments.isDryRun());
            }
            counts[report.outcome().ordinal()]++;
            if (report.outcome() != RebuildReport.Outcome.PLAIN) {
                out.println(name(partition) + ": " + report.sentence());
            }
        }
        List<String> words = new ArrayList<>();
        for (RebuildReport.Outcome outcome : RebuildReport.Outcome.values()) {
            words.add(counts[outcome.ordinal()] + " " + outcome.name().toLowerCase(Locale.ROOT));
        }
        out.println("Partitions: " + String.join(", ", words) + ".");
        return counts[RebuildReport.Outcome.REFUSED.ordinal()] == 0;
    }

    private boolean restore() throws IOException {
        List<StoredPartition> remote = new ArrayList<>();
        long bytes = 0;
        for (StoredPartition partition : wanted()) {
            Optional<String> refusal = refusal(partition);
            if (refusal.isPresent()) {
                out.println(name(partition) + ": " + refusal.get());
                out.println("Nothing was changed.");
                return false;
            }
            Optional<Slot> header = header(partition);
            if (header.isPresent()) {
                remote.add(partition);
                bytes += (long) header.get().remotePages() * partition.format().pageBytes();
            }
        }
        long free = Files.getFileStore(directory.path()).getUsableSpace();
        if (bytes > free) {
            out.println("The remote pages have " + mebibytes(bytes) + " MiB, the disk has " + mebibytes(free)
                    + " MiB free. Nothing was changed.");
            return false;
        }
        int done = 0;
        for (StoredPartition partition : remote) {
            long pages = tier.recall(partition).pages();
            done++;
            out.println(done + " of " + remote.size() + ": " + name(partition) + ": " + pages + " pages recalled.");
        }
        out.println(remote.size()
                + " files restored. Ignite starts on them with or without Foreshard. The objects stay in the"
                + " store until the node runs with Foreshard again, or until they are deleted by hand.");
        return true;
    }

    private static long mebibytes(long bytes) {
        return bytes / BYTES_PER_MIB;
    }

    private static String name(StoredPartition partition) {
        return partition.location().groupName() + "/" + partition.location().partition();
    }
}
