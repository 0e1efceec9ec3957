package io.foreshard.plugin.internal.file;

import io.foreshard.tier.PageFormat;
import io.foreshard.tier.PartitionLocation;
import java.nio.file.Path;

/**
 * A partition file in the directory of a node.
 *
 * @param file path of the file
 * @param location its place in the tier
 * @param format format of its pages
 */
public record StoredPartition(Path file, PartitionLocation location, PageFormat format) {}
