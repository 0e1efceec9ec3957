/** Behaviour traces: recorded ones from files, and a seeded generator that resembles them. */
package io.foreshard.trace;
