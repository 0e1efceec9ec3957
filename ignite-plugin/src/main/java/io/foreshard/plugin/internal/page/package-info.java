/** The place where the plugin replaces Ignite's page memory: counts accesses by partition, and fetches remote pages before they are acquired. */
package io.foreshard.plugin.internal.page;
