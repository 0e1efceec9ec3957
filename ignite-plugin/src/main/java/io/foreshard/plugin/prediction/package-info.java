/** Prediction on a running cluster: one server trains on the windows of users, all nodes read the published models. */
package io.foreshard.plugin.prediction;
