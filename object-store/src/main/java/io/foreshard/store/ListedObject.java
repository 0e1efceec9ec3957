package io.foreshard.store;

/**
 * An object in a listing.
 *
 * @param name name of the object
 * @param bytes size of its content
 * @param modifiedMillis time of the write in milliseconds since 1970, by the clock of the store and as exact as the store keeps it: S3 keeps seconds
 */
public record ListedObject(String name, long bytes, long modifiedMillis) {}
