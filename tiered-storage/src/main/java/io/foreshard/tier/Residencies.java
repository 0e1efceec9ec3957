package io.foreshard.tier;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** The durable residencies of the cache groups of one node. Thread-safe. */
final class Residencies {
    private final Executor executor;
    private final TierListener listener;
    private final int maxSegments;
    private final Map<String, GroupResidency> groups = new ConcurrentHashMap<>();
    private final Map<Integer, GroupResidency> byId = new ConcurrentHashMap<>();
    private volatile NodeDirectory directory;

    /**
     * @param executor runs compactions of logs
     * @param maxSegments segments of a log above which it is compacted
     */
    Residencies(Executor executor, int maxSegments, TierListener listener) {
        this.executor = executor;
        this.maxSegments = maxSegments;
        this.listener = listener;
    }

    /** Returns the residencies of a cache group; the first call for a cache directory reads its log. */
    GroupResidency of(PartitionLocation location) throws IOException {
        GroupResidency known = groups.get(location.cacheDirectory());
        if (known != null) {
            return known;
        }
        synchronized (this) {
            GroupResidency group = groups.get(location.cacheDirectory());
            if (group == null) {
                group = new GroupResidency(
                        location.groupName(), location.directory().log(location.cacheDirectory()), maxSegments);
                groups.put(location.cacheDirectory(), group);
                byId.put(location.group(), group);
                directory = location.directory();
            }
            return group;
        }
    }

    /** Removes the residency of a cache group whose partition files were deleted. */
    void destroyed(String cacheDirectory) throws IOException {
        GroupResidency group = groups.remove(cacheDirectory);
        if (group != null) {
            group.delete();
            byId.values().remove(group);
        }
    }

    /** Returns the names of the objects that a partition without an open file may name. */
    Set<String> savedNames(int group, int partition) {
        GroupResidency known = byId.get(group);
        return known == null ? Set.of() : known.savedNames(partition);
    }

    /** A partition has no file on this node any more. */
    void absent(int group, int partition) throws IOException {
        GroupResidency known = byId.get(group);
        if (known != null) {
            known.absent(partition);
        }
    }

    /** Returns whether a residency may name an object whose name has a prefix; true if a log was not read. */
    boolean mayName(String prefix) throws IOException {
        if (directory == null || !unopened().isEmpty()) {
            return true;
        }
        return groups.values().stream()
                .anyMatch(group -> group.objectNames().anyMatch(name -> name.startsWith(prefix)));
    }

    /** Returns the cache directories that have a log of which this process has opened no partition. */
    Set<String> unopened() throws IOException {
        Set<String> logs = directory == null ? new TreeSet<>() : new TreeSet<>(directory.logs());
        logs.removeAll(groups.keySet());
        return logs;
    }

    /** Deletes the log of a cache that does not exist any more, unless a partition of it was opened. */
    synchronized void deleteUnopened(String cacheDirectory) throws IOException {
        if (!groups.containsKey(cacheDirectory)) {
            LogDirectory log = directory.log(cacheDirectory);
            for (int number : log.segments()) {
                log.delete(number);
            }
        }
    }

    /** Returns the namespaces of all objects that the partitions of this process name; costs the number of objects. */
    Set<Namespace> namespaces() {
        Set<Namespace> namespaces = new HashSet<>();
        for (GroupResidency group : groups.values()) {
            group.objectNames().forEach(name -> Namespace.of(name).ifPresent(namespaces::add));
        }
        return namespaces;
    }

    /** A checkpoint begins: it writes all pages that the database has changed before. */
    void checkpointBegins() {
        groups.values().forEach(group -> group.checkpoints().begin());
    }

    /** Ends a checkpoint, before it is marked as ended; see {@link GroupResidency#checkpointed}. */
    void checkpointed() throws IOException {
        for (GroupResidency group : groups.values()) {
            group.checkpointed();
            if (group.isCompactionDue()) {
                compact(group);
            }
        }
    }

    private void compact(GroupResidency group) {
        try {
            executor.execute(() -> {
                try {
                    group.compact();
                } catch (IOException | RuntimeException e) {
                    listener.logFailed(group.name(), e);
                }
            });
        } catch (RejectedExecutionException e) {
            // The node stops; a later session compacts.
        }
    }
}
