package io.foreshard.store.s3;

import io.foreshard.store.ObjectNames;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.VersionedObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An object store in a bucket of S3 or of a service like it. It needs conditional writes ({@code If-None-Match}, {@code If-Match}).
 *
 * <p>Every write carries a mark of its own in the metadata of the object. So a request that was sent again after an unclear failure
 * can tell that it was its own first attempt which took the name.
 */
public final class S3ObjectStore implements ObjectStore {
    /** How the URI of such a store begins. */
    public static final String SCHEME = "s3://";

    private static final String MARK = "foreshard-write";
    private static final String ANY = "*";
    private static final int MOST_DELETED_AT_ONCE = 1_000;

    private final S3Location location;
    private final S3Client client;

    private S3ObjectStore(S3Location location, S3Client client) {
        this.location = location;
        this.client = client;
    }

    /**
     * Opens a store. No request is sent: a store that is out does not keep a node from starting. Credentials and region come from
     * where the AWS SDK finds them.
     *
     * @param uri {@code s3://bucket/prefix}; the prefix may be missing
     * @param endpoint URL of an S3-compatible service, or null for that of AWS
     * @throws IllegalArgumentException if the URI or the URL cannot be one
     * @throws ObjectStoreException if the AWS SDK finds no region
     */
    public static S3ObjectStore open(String uri, String endpoint) throws ObjectStoreException {
        return new S3ObjectStore(S3Location.of(uri), S3Clients.open(endpoint));
    }

    @Override
    public void put(String name, ByteBuffer content) throws ObjectStoreException {
        String key = location.key(name);
        String mark = mark();
        try {
            write(key, content, mark, request -> request.ifNoneMatch(ANY));
        } catch (S3Exception e) {
            if (e.statusCode() != S3Failures.PRECONDITION_FAILED) {
                throw S3Failures.of(e, "stored", name);
            }
            if (ownWrite(e, key, mark, name) == null) {
                throw new ObjectStoreException(Reason.ALREADY_EXISTS, "There is an object " + name + " already.", e);
            }
        } catch (SdkException e) {
            throw S3Failures.of(e, "stored", name);
        }
    }

    @Override
    public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        String key = location.key(name);
        try {
            if (length == 0) {
                head(key); // S3 has no empty range
                return ByteBuffer.allocate(0);
            }
            byte[] content = client.getObject(
                    request -> request.bucket(location.bucket())
                            .key(key)
                            .range("bytes=" + offset + "-" + (offset + length - 1)),
                    (response, body) -> S3Bodies.range(response, body, offset, length));
            if (content.length == length) {
                return ByteBuffer.wrap(content);
            }
        } catch (SdkException e) {
            throw S3Failures.of(e, "read", name);
        }
        throw new ObjectStoreException(
                Reason.CORRUPT, "The object " + name + " ends before byte " + (offset + length) + ".", null);
    }

    @Override
    public VersionedObject read(String name) throws ObjectStoreException {
        String key = location.key(name);
        try {
            ResponseBytes<GetObjectResponse> read = client.getObject(
                    request -> request.bucket(location.bucket()).key(key), ResponseTransformer.toBytes());
            return new VersionedObject(
                    ByteBuffer.wrap(read.asByteArrayUnsafe()), read.response().eTag());
        } catch (SdkException e) {
            throw S3Failures.of(e, "read", name);
        }
    }

    @Override
    public String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
        String key = location.key(name);
        String mark = mark();
        try {
            return write(
                    key,
                    content,
                    mark,
                    request -> expectedVersion == null ? request.ifNoneMatch(ANY) : request.ifMatch(expectedVersion));
        } catch (S3Exception e) {
            // An object that is gone has not the expected version either.
            if (e.statusCode() != S3Failures.PRECONDITION_FAILED
                    && e.statusCode() != S3Failures.CONFLICT
                    && !(expectedVersion != null && S3Failures.isAbsent(e))) {
                throw S3Failures.of(e, "replaced", name);
            }
            String version = ownWrite(e, key, mark, name);
            if (version == null) {
                throw new ObjectStoreException(
                        Reason.CONFLICT, "The object " + name + " was changed by another writer.", e);
            }
            return version;
        } catch (SdkException e) {
            throw S3Failures.of(e, "replaced", name);
        }
    }

    @Override
    public void delete(Collection<String> names) throws ObjectStoreException {
        List<ObjectIdentifier> keys = names.stream()
                .map(name -> ObjectIdentifier.builder().key(location.key(name)).build())
                .toList();
        for (int from = 0; from < keys.size(); from += MOST_DELETED_AT_ONCE) {
            List<ObjectIdentifier> batch = keys.subList(from, Math.min(from + MOST_DELETED_AT_ONCE, keys.size()));
            Delete delete = Delete.builder().objects(batch).quiet(true).build();
            List<S3Error> errors;
            try {
                errors = client.deleteObjects(
                                request -> request.bucket(location.bucket()).delete(delete))
                        .errors();
            } catch (SdkException e) {
                throw S3Failures.of(e, "deleted", name(batch.get(0).key()));
            }
            if (!errors.isEmpty()) {
                throw S3Failures.of(errors.get(0), "deleted", name(errors.get(0).key()));
            }
        }
    }

    @Override
    public List<String> list(String prefix) throws ObjectStoreException {
        List<String> names = new ArrayList<>();
        try {
            for (S3Object object : client.listObjectsV2Paginator(
                            request -> request.bucket(location.bucket()).prefix(location.prefix() + prefix))
                    .contents()) {
                String name = name(object.key());
                if (ObjectNames.allows(name)) {
                    names.add(name);
                }
            }
        } catch (SdkException e) {
            throw S3Failures.of(e, "listed", prefix);
        }
        return names;
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return location.toString();
    }

    /** Writes an object and returns its version. */
    private String write(
            String key, ByteBuffer content, String mark, UnaryOperator<PutObjectRequest.Builder> condition) {
        PutObjectRequest request = condition
                .apply(PutObjectRequest.builder()
                        .bucket(location.bucket())
                        .key(key)
                        .metadata(Map.of(MARK, mark)))
                .build();
        return client.putObject(request, S3Bodies.of(content.duplicate())).eTag();
    }

    /** Returns the version of what an earlier attempt of a refused write wrote, or null if another writer was first. */
    private String ownWrite(S3Exception refusal, String key, String mark, String name) throws ObjectStoreException {
        if (!S3Failures.wasRetried(refusal)) {
            return null;
        }
        try {
            HeadObjectResponse found = head(key);
            return mark.equals(found.metadata().get(MARK)) ? found.eTag() : null;
        } catch (SdkException e) {
            if (S3Failures.isAbsent(e)) {
                return null;
            }
            throw S3Failures.of(e, "checked after an unclear failure", name);
        }
    }

    private HeadObjectResponse head(String key) {
        return client.headObject(request -> request.bucket(location.bucket()).key(key));
    }

    private String name(String key) {
        return key.substring(location.prefix().length());
    }

    private static String mark() {
        return UUID.randomUUID().toString();
    }
}
