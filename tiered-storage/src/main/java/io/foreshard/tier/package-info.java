/**
 * The engine of the tier: page states, residency, offload, fetch, recall and garbage of partitions whose pages may be in an object store.
 *
 * <p>Runs in a plain JVM. The database is behind {@link io.foreshard.tier.PartitionHost}, {@link io.foreshard.tier.PartitionFile} and
 * {@link io.foreshard.tier.PageFormat}, the store behind {@link io.foreshard.store.ObjectStore}.
 */
package io.foreshard.tier;
