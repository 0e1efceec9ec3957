/** Operations on the tiers of all servers, from any node or thin client: the API, the service on each server, and the runs there. */
package io.foreshard.plugin.tier;
