/** What a user does next: candidates, a model that is trained again and again, and the price a prefetch must be worth. */
package io.foreshard.predict;
