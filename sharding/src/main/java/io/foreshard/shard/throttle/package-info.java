/** How fast the rows of moves may be copied while users work; without Ignite and without threads of its own. Its door is {@code MoveThrottle}. */
package io.foreshard.shard.throttle;
