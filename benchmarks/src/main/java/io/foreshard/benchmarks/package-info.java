/** Benchmarks of the library, and of a node with the plugin beside a stock node. */
package io.foreshard.benchmarks;
