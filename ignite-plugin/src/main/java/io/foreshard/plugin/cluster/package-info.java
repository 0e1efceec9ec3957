/** The state that all nodes of a cluster share: small versioned values, replaced by compare-and-set. */
package io.foreshard.plugin.cluster;
