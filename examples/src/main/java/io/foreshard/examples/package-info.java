/** Examples of every way to reach the data. */
package io.foreshard.examples;
