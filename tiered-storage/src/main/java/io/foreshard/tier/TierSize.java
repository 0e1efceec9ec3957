package io.foreshard.tier;

/**
 * Where the bytes of partition files are.
 *
 * @param fileBytes length of the files, holes included
 * @param allocatedBytes bytes the file system has allocated
 * @param remoteBytes bytes of pages whose only copy is in the object store
 */
public record TierSize(long fileBytes, long allocatedBytes, long remoteBytes) {}
