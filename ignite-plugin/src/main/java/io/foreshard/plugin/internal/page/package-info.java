/** The seam at Ignite's page memory: accesses counted by partition, remote pages fetched before they are acquired. */
package io.foreshard.plugin.internal.page;
