/** The place where the plugin takes the expiry of cold rows over from Ignite's TTL managers. */
package io.foreshard.plugin.internal.expiry;
