package io.foreshard.store;

import java.nio.ByteBuffer;

/**
 * A small object as it was read.
 *
 * @param version what {@link ObjectStore#replace} expects
 */
public record VersionedObject(ByteBuffer content, String version) {}
