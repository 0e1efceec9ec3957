/**
 * A simulated machine, object store and database for the tier, and two attacks that use them: {@link io.foreshard.tier.testing.TierSimulation} and
 * {@link io.foreshard.tier.testing.TierCorruption}. In the test-jar, for other modules.
 */
package io.foreshard.tier.testing;
