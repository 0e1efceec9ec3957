/** Metrics for Prometheus: their declarations, and the HTTP server of {@code /metrics}. */
package io.foreshard.plugin.metrics;
