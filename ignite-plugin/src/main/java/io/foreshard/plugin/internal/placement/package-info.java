/** Placements inside of Ignite: the discovery message that changes them, the exchange that applies them, and the guard of copies that return. */
package io.foreshard.plugin.internal.placement;
