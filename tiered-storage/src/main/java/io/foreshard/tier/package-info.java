/** The tier: which pages of a partition are local, remote or both, and the order in which they change sides. */
package io.foreshard.tier;
