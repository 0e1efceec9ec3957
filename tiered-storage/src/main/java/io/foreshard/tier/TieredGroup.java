package io.foreshard.tier;

/**
 * A cache group with partition files. Immutable.
 *
 * @param id number that is the same on all nodes; part of object names
 * @param name name for messages
 */
public record TieredGroup(int id, String name) {}
