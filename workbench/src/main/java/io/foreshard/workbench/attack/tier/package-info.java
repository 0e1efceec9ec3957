/** Attacks on the engine of the tier, without Ignite: simulated machines, stores and damages. */
package io.foreshard.workbench.attack.tier;
