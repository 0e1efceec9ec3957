/** Metrics for Prometheus: their declarations, and the port they are scraped from. */
package io.foreshard.plugin.metrics;
