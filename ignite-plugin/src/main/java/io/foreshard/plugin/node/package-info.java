/** The plugin on one node: the provider Ignite loads, one component for each part, and the checks of a joining node. */
package io.foreshard.plugin.node;
