/** The seam at Ignite's cluster state: the distributed metastorage, and the partitions of cache groups. */
package io.foreshard.plugin.internal.cluster;
