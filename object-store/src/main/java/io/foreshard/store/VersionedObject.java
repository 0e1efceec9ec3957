package io.foreshard.store;

import java.nio.ByteBuffer;

/**
 * The content of a small object with the version it had when it was read.
 *
 * @param content all bytes of the object, a buffer of the caller's own
 * @param version opaque; {@link ObjectStore#replace} compares it
 */
public record VersionedObject(ByteBuffer content, String version) {}
