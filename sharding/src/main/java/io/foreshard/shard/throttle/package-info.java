/**
 * How fast background work may go while users work; without Ignite and without threads of its own. {@code YieldingBudget} is the rule, {@code MoveThrottle} applies it to the rows
 * of moves.
 */
package io.foreshard.shard.throttle;
