/** Requests of other nodes that read remote pages: fetched by threads of their own, so that they do not hold Ignite's stripes. */
package io.foreshard.plugin.internal.request;
