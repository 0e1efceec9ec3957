package io.foreshard.store.s3;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Says which reason a failed request has. Messages have the code of the error, never its text, which may quote the request. */
final class S3Failures {
    static final int CONFLICT = 409;
    static final int PRECONDITION_FAILED = 412;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final String NO_BUCKET = "NoSuchBucket";
    private static final Set<String> REFUSALS = Set.of(
            "AccessDenied",
            "AuthorizationHeaderMalformed",
            "ExpiredToken",
            "InvalidAccessKeyId",
            "InvalidToken",
            "SignatureDoesNotMatch",
            "TokenRefreshRequired");

    private S3Failures() {}

    /**
     * Translates a failure.
     *
     * @param action what was to be done, a past participle
     * @param object the object, or what else the request was about
     */
    static ObjectStoreException of(SdkException failure, String action, String object) {
        String answer = failure instanceof AwsServiceException service
                ? "S3 answered " + service.statusCode() + " " + code(service)
                : "S3 did not answer, or not in time";
        return new ObjectStoreException(
                reason(failure), "The object " + object + " could not be " + action + ": " + answer + ".", failure);
    }

    /** Translates the failure of one object in a request for many. */
    static ObjectStoreException of(S3Error error, String action, String object) {
        return new ObjectStoreException(
                REFUSALS.contains(String.valueOf(error.code())) ? Reason.DENIED : Reason.UNAVAILABLE,
                "The object " + object + " could not be " + action + ": S3 answered " + error.code() + ".",
                null);
    }

    static boolean isAbsent(SdkException failure) {
        return reason(failure) == Reason.NOT_FOUND;
    }

    /** Returns whether an earlier attempt of the same request may have done what the last one found done. */
    static boolean wasRetried(SdkException failure) {
        return failure.numAttempts() == null || failure.numAttempts() > 1;
    }

    private static Reason reason(SdkException failure) {
        if (!(failure instanceof AwsServiceException service)) {
            return Reason.UNAVAILABLE;
        }
        if (REFUSALS.contains(code(service))) {
            return Reason.DENIED;
        }
        return switch (service.statusCode()) {
            case UNAUTHORIZED, FORBIDDEN -> Reason.DENIED;
                // Without its bucket the store is not there; that says nothing about an object.
            case NOT_FOUND -> NO_BUCKET.equals(code(service)) ? Reason.UNAVAILABLE : Reason.NOT_FOUND;
            case RANGE_NOT_SATISFIABLE -> Reason.CORRUPT;
            default -> Reason.UNAVAILABLE;
        };
    }

    private static String code(AwsServiceException failure) {
        return failure.awsErrorDetails() == null
                ? ""
                : String.valueOf(failure.awsErrorDetails().errorCode());
    }
}
