/** The rule that offloads partitions by age. */
package io.foreshard.plugin.tier;
