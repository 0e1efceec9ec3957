package io.foreshard.tier;

import java.time.Instant;

/**
 * An image of a node's disk in the store. Immutable.
 *
 * @param begun time before the checkpoint of which the image is: it has every change that was acknowledged before
 * @param files page files
 * @param pages pages uploaded
 * @param bytes bytes uploaded
 */
public record ImageReport(Instant begun, int files, long pages, long bytes) {}
