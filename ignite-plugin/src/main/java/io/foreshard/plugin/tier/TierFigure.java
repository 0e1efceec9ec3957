package io.foreshard.plugin.tier;

/** The figures that operations on the tier report, for each server and cache group. Figures of several servers can be added. */
public enum TierFigure {
    /** Partitions of the scope that are on the server. */
    PARTITIONS,
    /** Partitions that are done, without a failure. */
    DONE,
    /** Partitions that failed. */
    FAILED,
    /** Pages that were offloaded, recalled, or uploaded with an image; or whose remote copies are valid. */
    PAGES,
    /** Bytes of these pages. */
    BYTES,
    /** Length of the partition files, holes included. */
    FILE_BYTES,
    /** Partitions on the server that are pinned. */
    PINNED,
    /** Bytes of partition files that the file system has allocated. */
    ALLOCATED_BYTES,
    /** Bytes of pages whose only copy is in the store. */
    REMOTE_BYTES,
    /** Objects that were read, of a verification; or in the listing, of a garbage collection. */
    OBJECTS,
    /** Pages that are damaged in the store and have a good local copy. */
    HEALED,
    /** Pages that are damaged in the store and have no other copy on the server. */
    LOST,
    /** Garbage objects that were deleted; in a dry run those that would be. */
    DELETED,
    /** Bytes of these objects. */
    DELETED_BYTES,
    /** Garbage objects whose grace has not passed. */
    WAITING,
    /** Bytes of these objects. */
    WAITING_BYTES,
    /** Bytes of known garbage objects. */
    GARBAGE_BYTES,
    /** Ranged reads sent to the store since the start of the server. */
    FETCHES,
    /** Bytes these reads asked for. */
    FETCHED_BYTES,
    /** Bytes of the objects sent to the store since the start of the server. */
    UPLOADED_BYTES,
    /** Failed requests and pages with a wrong checksum since the start of the server. */
    ERRORS,
    /** Changes that were blocked because the store did not deliver a page, since the start of the server. */
    BLOCKED
}
