/**
 * Policies that decide which units stay local when the local disk has less space than the data: {@link io.foreshard.tier.retention.RetentionPolicy}.
 *
 * <p>Pure algorithms: no thread, no clock, no file. The tier and the replay of a recorded trace use the same code.
 */
package io.foreshard.tier.retention;
