/** Prediction on a running cluster: one node trains on the recorded actions, all nodes read the model that serves. */
package io.foreshard.plugin.prediction;
