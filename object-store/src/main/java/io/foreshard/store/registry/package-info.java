/** Opens object stores by the scheme of their URI. */
package io.foreshard.store.registry;
