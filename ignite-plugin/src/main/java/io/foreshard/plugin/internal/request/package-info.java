/** Requests of other nodes, and local operations on many keys, that read remote pages: fetched by threads of their own, in parallel and before anything is changed. */
package io.foreshard.plugin.internal.request;
