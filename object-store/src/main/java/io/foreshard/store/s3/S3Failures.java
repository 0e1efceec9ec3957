package io.foreshard.store.s3;

import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Translates exceptions of the AWS SDK. Messages hold the code of an error, never its text, which may quote the request. */
final class S3Failures {
    private static final int PRECONDITION_FAILED = 412;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int NOT_IMPLEMENTED = 501;
    private static final String NO_BUCKET = "NoSuchBucket";
    private static final Set<String> REFUSALS = Set.of(
            "AccessDenied",
            "AuthorizationHeaderMalformed",
            "ExpiredToken",
            "InvalidAccessKeyId",
            "InvalidToken",
            "SignatureDoesNotMatch",
            "TokenRefreshRequired");

    private static final String PLACES =
            "The AWS SDK looks for them in the system properties aws.accessKeyId and aws.secretAccessKey, in the"
                    + " environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), in a web identity token, in the profile"
                    + " files (~/.aws), and in the metadata of the container or the instance.";

    private S3Failures() {}

    /**
     * Translates a failure.
     *
     * @param action past participle of the action that failed
     * @param object name of the object, or the prefix of a listing
     */
    static ObjectStoreException of(SdkException failure, String action, String object) {
        if (failure instanceof S3Credentials.Missing) {
            return new ObjectStoreException(
                    Reason.DENIED,
                    "The object " + object + " could not be " + action + ": no S3 credentials were found. " + PLACES,
                    failure);
        }
        String answer = failure instanceof AwsServiceException service
                ? "S3 answered " + service.statusCode() + " " + code(service)
                : isChecksumFailure(failure)
                        ? "the answer of S3 does not match its checksum"
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

    /** Returns true if the condition of a write did not hold: the object is unchanged. */
    static boolean isPreconditionFailed(SdkException failure) {
        return failure instanceof AwsServiceException service && service.statusCode() == PRECONDITION_FAILED;
    }

    /** The SDK has no exception type for it. */
    private static boolean isChecksumFailure(SdkException failure) {
        return String.valueOf(failure.getMessage()).contains("different checksum");
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
                // A missing bucket does not mean that the object is missing.
            case NOT_FOUND -> NO_BUCKET.equals(code(service)) ? Reason.UNAVAILABLE : Reason.NOT_FOUND;
            case RANGE_NOT_SATISFIABLE -> Reason.CORRUPT;
            case NOT_IMPLEMENTED -> Reason.UNSUPPORTED;
                // Among them 409: S3 answers it while another write of the object is under way, so the outcome is open.
            default -> Reason.UNAVAILABLE;
        };
    }

    private static String code(AwsServiceException failure) {
        return failure.awsErrorDetails() == null
                ? ""
                : String.valueOf(failure.awsErrorDetails().errorCode());
    }
}
