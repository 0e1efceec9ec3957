/** Everything that touches Ignite's internals, behind small classes of ours; checked when a node starts. */
package io.foreshard.plugin.internal;
