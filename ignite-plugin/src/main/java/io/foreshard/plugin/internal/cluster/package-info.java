/** Access to Ignite's cluster state: the distributed metastorage, stored caches, and the partitions of cache groups. */
package io.foreshard.plugin.internal.cluster;
