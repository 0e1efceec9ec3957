/** How fast the rows of moves may be copied while users work; without Ignite and without threads. Its door is {@code MoveBudget}. */
package io.foreshard.shard.throttle;
