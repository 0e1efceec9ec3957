/** The continuous training of all models of prediction: when to train, what to publish, and the versions that were published. No class of it knows the cluster. */
package io.foreshard.training;
