/** A store that answers as slowly as S3, for demonstrations and benchmarks. */
package io.foreshard.store.distant;
