package io.foreshard.tier;

import java.util.UUID;

/**
 * An object store as partition files name it. Immutable.
 *
 * @param id id of the store; it never changes
 * @param uri URI of the store without options, for messages
 */
public record StoreIdentity(UUID id, String uri) {}
