package io.foreshard.plugin.internal.file;

import io.foreshard.tier.DiskDirectory;
import io.foreshard.tier.PartitionLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.cache.persistence.file.FilePageStore;
import org.apache.ignite.internal.processors.cache.persistence.file.FilePageStoreManager;
import org.apache.ignite.internal.processors.cache.persistence.filename.PdsFolderSettings;
import org.apache.ignite.internal.util.typedef.internal.CU;

/**
 * The persistence directory of one node, {@code db/<node>}: which of its files may be tiered, and the directory of the tier beside it, {@code
 * db/tier/<node>}. Immutable and thread-safe.
 *
 * @param path the directory
 */
public record PersistenceDirectory(Path path) {
    private static final Pattern PARTITION_FILE = Pattern.compile("part-(\\d+)\\.bin");
    private static final String SYSTEM_GROUP = "ignite-sys-cache";
    private static final String TIER_DIRECTORY = "tier";
    /** Offset of the page size in Ignite's file header. */
    private static final int PAGE_SIZE_OFFSET = 13;

    private static final int DEFAULT_PAGE_BYTES = 4096;

    /**
     * Returns the directory of a server that is starting or runs; empty if it has no persistence.
     *
     * @throws IgniteCheckedException if Ignite cannot lock it
     */
    public static Optional<PersistenceDirectory> of(Ignite ignite) throws IgniteCheckedException {
        PdsFolderSettings<?> folders =
                ((IgniteEx) ignite).context().pdsFolderResolver().resolveFolders();
        return folders.persistentStoreRootPath() == null
                ? Optional.empty()
                : Optional.of(new PersistenceDirectory(
                        folders.persistentStoreNodePath().toPath()));
    }

    /** Returns the directory of the tier. */
    public DiskDirectory tier() {
        return new DiskDirectory(path.resolveSibling(TIER_DIRECTORY).resolve(path.getFileName()));
    }

    /** Returns whether a file of this directory is a partition whose pages may be remote; system tables are always local. */
    boolean isTiered(Path file) {
        Path cache = file.getParent();
        return PARTITION_FILE.matcher(file.getFileName().toString()).matches()
                && path.equals(cache.getParent())
                && isTieredDirectory(cache);
    }

    private static boolean isTieredDirectory(Path cache) {
        String name = cache.getFileName().toString();
        boolean isCache = name.startsWith(FilePageStoreManager.CACHE_DIR_PREFIX)
                || name.startsWith(FilePageStoreManager.CACHE_GRP_DIR_PREFIX);
        return isCache && !name.contains(SYSTEM_GROUP);
    }

    /** Returns the place of a partition file for which {@link #isTiered} is true. */
    PartitionLocation location(Path file) {
        Matcher name = PARTITION_FILE.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException(file + " is not a partition file.");
        }
        Path cache = file.getParent();
        String group = FilePageStoreManager.cacheGroupName(cache.toFile());
        return new PartitionLocation(
                CU.cacheId(group),
                group,
                Integer.parseInt(name.group(1)),
                tier(),
                cache.getFileName().toString());
    }

    /** Returns the partition files that may be tiered, in the order of their paths; costs one directory listing for each cache and one small read for each file. */
    public List<StoredPartition> partitions() throws IOException {
        List<StoredPartition> partitions = new ArrayList<>();
        if (Files.isDirectory(path)) {
            for (Path cache : list(path)) {
                if (Files.isDirectory(cache) && isTieredDirectory(cache)) {
                    for (Path file : list(cache)) {
                        if (isTiered(file)) {
                            partitions.add(
                                    new StoredPartition(file, location(file), new IgnitePageFormat(pageBytes(file))));
                        }
                    }
                }
            }
        }
        return partitions;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** Returns the page size in the header of a file; an empty file has no header yet. */
    private static int pageBytes(Path file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(FilePageStore.HEADER_SIZE).order(ByteOrder.nativeOrder());
        try (FileChannel channel = FileChannel.open(file)) {
            channel.read(header, 0);
        }
        return header.hasRemaining() ? DEFAULT_PAGE_BYTES : header.getInt(PAGE_SIZE_OFFSET);
    }
}
