/** Prediction on a running cluster: one server trains on sampled windows, all nodes read the published model. */
package io.foreshard.plugin.prediction;
