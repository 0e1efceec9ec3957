/** Prediction of the next action: candidate objects, and a model of the next type with its training. */
package io.foreshard.predict;
