package io.foreshard.store.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The bytes of requests and answers, copied as seldom as possible. */
final class S3Bodies {
    private S3Bodies() {}

    /** A body that is read in place where the buffer has an array, as often as the request is sent. */
    static RequestBody of(ByteBuffer content) {
        if (!content.hasArray()) {
            return RequestBody.fromRemainingByteBuffer(content);
        }
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(
                        content.array(), content.arrayOffset() + content.position(), content.remaining()),
                content.remaining(),
                "application/octet-stream");
    }

    /** Returns the range, or nothing if the answer is not that range. */
    static byte[] range(GetObjectResponse response, InputStream body, long offset, int length) {
        String range = String.valueOf(response.contentRange());
        if (!range.startsWith("bytes " + offset + "-")) {
            return new byte[0];
        }
        try {
            byte[] content = new byte[length];
            return body.readNBytes(content, 0, length) == length ? content : new byte[0];
        } catch (IOException e) {
            throw RetryableException.create("The answer broke off.", e);
        }
    }
}
