/** {@code foreshard evaluate}: replays a trace through the real policies, without a cluster. */
package io.foreshard.workbench.evaluate;
