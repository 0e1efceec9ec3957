package io.foreshard.plugin.tier;

import io.foreshard.plugin.tier.OperationHost.Group;
import java.io.Serializable;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

/**
 * An operation on the tiers of servers, with its scope: {@code TierTask.offload("orders").partitions(1, 2).nodes("server-1")}. Sent to each server. Each
 * task has an id, with which it is cancelled; a task runs once. Immutable.
 */
public final class TierTask implements Serializable {
    private static final long serialVersionUID = 1L;

    private final UUID id;
    private final TierVerb verb;
    private final String[] groups;
    private final PartitionScope scope;
    private final String[] nodes;
    private final boolean isDryRun;

    private TierTask(UUID id, TierVerb verb, String[] groups, PartitionScope scope, String[] nodes, boolean isDryRun) {
        this.id = id;
        this.verb = verb;
        this.groups = groups;
        this.scope = scope;
        this.nodes = nodes;
        this.isDryRun = isDryRun;
    }

    private static TierTask of(TierVerb verb, String... groups) {
        return new TierTask(UUID.randomUUID(), verb, groups.clone(), PartitionScope.ALL, new String[0], false);
    }

    private static TierTask ofNamed(TierVerb verb, String... groups) {
        if (groups.length == 0) {
            throw new IllegalArgumentException("The operation " + verb + " needs the name of a cache or cache group.");
        }
        return of(verb, groups);
    }

    /** Reports sizes, counters and running operations; sends no request to the store. */
    public static TierTask status() {
        return of(TierVerb.STATUS);
    }

    /**
     * Offloads the data pages of the partitions of caches.
     *
     * @param cachesOrGroups names of caches or of their groups, at least one
     */
    public static TierTask offload(String... cachesOrGroups) {
        return ofNamed(TierVerb.OFFLOAD, cachesOrGroups);
    }

    /**
     * Recalls the partitions of caches. A server refuses it if its disk has less free space than the remote pages need.
     *
     * @param cachesOrGroups names of caches or of their groups, at least one
     */
    public static TierTask recall(String... cachesOrGroups) {
        return ofNamed(TierVerb.RECALL, cachesOrGroups);
    }

    /** Recalls all partitions of all caches: before Foreshard is removed, or {@code tier.storeUri} changes. */
    public static TierTask restore() {
        return of(TierVerb.RESTORE);
    }

    /**
     * Verifies the remote copies of the partitions of caches. Reads all their remote bytes.
     *
     * @param cachesOrGroups names of caches or of their groups; none for all
     */
    public static TierTask verify(String... cachesOrGroups) {
        return of(TierVerb.VERIFY, cachesOrGroups);
    }

    /**
     * Pins the partitions of caches, for all owners: their local copies are neither offloaded nor released, also after restarts. Fetches nothing: a recall
     * makes all their pages local.
     *
     * @param cachesOrGroups names of caches or of their groups, at least one
     */
    public static TierTask pin(String... cachesOrGroups) {
        return ofNamed(TierVerb.PIN, cachesOrGroups);
    }

    /**
     * Ends the pins of the partitions of caches; those that are not pinned stay as they are.
     *
     * @param cachesOrGroups names of caches or of their groups, at least one
     */
    public static TierTask unpin(String... cachesOrGroups) {
        return ofNamed(TierVerb.UNPIN, cachesOrGroups);
    }

    /** Deletes the garbage objects of the servers whose grace has passed. */
    public static TierTask collectGarbage() {
        return of(TierVerb.COLLECT_GARBAGE);
    }

    /** Uploads an image of the disk of each server, from which the disk can be recreated. */
    public static TierTask uploadImage() {
        return of(TierVerb.UPLOAD_IMAGE);
    }

    /** Checks from each server, with probe objects, whether the store keeps its promises. */
    public static TierTask selfTest() {
        return of(TierVerb.SELF_TEST);
    }

    /**
     * Limits the task to some partitions, and those of its {@link #shards}.
     *
     * @throws IllegalArgumentException if the operation has no partitions, or a number is negative
     */
    public TierTask partitions(int... numbers) {
        requirePartitions();
        return new TierTask(id, verb, groups, scope.withNumbers(numbers), nodes, isDryRun);
    }

    /**
     * Limits the task to the partitions of some shards, and its {@link #partitions}.
     *
     * @param names names as in {@code SYS.SHARDS}, {@code 0101*} for example; the star may be missing. A name stands for the partitions whose numbers begin
     *     with these bits, also if the shard has been split or merged since
     * @throws IllegalArgumentException if the operation has no partitions
     */
    public TierTask shards(String... names) {
        requirePartitions();
        return new TierTask(id, verb, groups, scope.withShards(names), nodes, isDryRun);
    }

    private void requirePartitions() {
        if (!verb.takesPartitions() || groups.length == 0) {
            throw new IllegalArgumentException("Partitions and shards are those of a cache group: name it, for offload,"
                    + " recall, verify, pin or unpin.");
        }
    }

    /**
     * Limits the task to some servers.
     *
     * @param names consistent ids or node ids
     * @throws IllegalArgumentException if the operation concerns all servers: a pin does
     */
    public TierTask nodes(String... names) {
        if (verb.isPinning()) {
            throw new IllegalArgumentException("A partition is pinned on all servers: name none.");
        }
        return new TierTask(id, verb, groups, scope, names.clone(), isDryRun);
    }

    /**
     * Makes the task report what it would do, and do nothing.
     *
     * @throws IllegalArgumentException if the operation changes nothing anyway
     */
    public TierTask dryRun() {
        if (!verb.hasDryRun()) {
            throw new IllegalArgumentException("The operation " + verb + " has no dry run: it changes no page.");
        }
        return new TierTask(id, verb, groups, scope, nodes, true);
    }

    /** Returns the id of this task. */
    public UUID id() {
        return id;
    }

    /** Returns the kind of operation. */
    public TierVerb verb() {
        return verb;
    }

    /** Returns the names of caches or groups; empty for all. */
    public List<String> groups() {
        return List.of(groups);
    }

    /**
     * Returns the partitions of a group that were asked for; all by default.
     *
     * @throws IllegalArgumentException with a sentence, if the group has no such partition or shard
     */
    BitSet partitions(Group group) {
        return scope.of(group);
    }

    /** Returns whether partitions or shards were named. */
    boolean isLimited() {
        return !scope.isAll();
    }

    /** Returns the names of the servers that were asked for; empty for all. */
    List<String> nodes() {
        return List.of(nodes);
    }

    /** Returns whether the task only reports what it would do. */
    public boolean isDryRun() {
        return isDryRun;
    }

    /** Returns verb, groups and partitions, for a log. */
    @Override
    public String toString() {
        return verb
                + (groups.length == 0 ? "" : " " + String.join(",", groups))
                + scope
                + (isDryRun ? " (dry run)" : "");
    }
}
