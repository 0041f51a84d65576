package dev.trainyard.cluster.objectstore;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.gaul.shaded.org.eclipse.jetty.http.HttpHeader;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/**
 * Lets in only as many bytes as memory has room for. s3proxy reads a body into memory where the request is signed with
 * the body's hash, before it knows whether the signature is right. Bodies that it streams to the disk pass.
 */
final class BufferedBodies extends Handler.Wrapper {
    private static final String PAYLOAD_HASH = "x-amz-content-sha256";
    private static final int HASH_LENGTH = 64;
    private static final int KIB = 1 << 10;

    /** SDKs try again after a {@code SlowDown}. */
    private static final int LONGEST_WAIT_SECONDS = 20;

    private static final Refusal SLOW_DOWN = new Refusal(
            503, "SlowDown", "Too many uploads whose body is signed are on their way. Try again, with fewer at once.");

    private final long room;
    private final Semaphore kibibytes;

    /** @param room how many bytes may be in memory at once, which is also the most that one body may have */
    BufferedBodies(Handler next, long room) {
        super(next);
        this.room = room;
        this.kibibytes = new Semaphore(Math.toIntExact(room / KIB), true);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String hash = String.valueOf(request.getHeaders().get(PAYLOAD_HASH));
        long declared = request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                ? room // in chunks, as many as there may be
                : Math.max(0, request.getLength());
        long length = isStreamed(request.getMethod(), hash) ? 0 : declared;
        if (hash.length() == HASH_LENGTH && length > room) {
            tooLarge().send(response, callback);
            return true;
        }
        int charge = Math.toIntExact(Math.min(length, room) / KIB);
        if (!kibibytes.tryAcquire(charge, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
            SLOW_DOWN.send(response, callback);
            return true;
        }
        Request.addCompletionListener(request, _ -> kibibytes.release(charge));
        return super.handle(request, response, callback);
    }

    /**
     * Whether s3proxy passes a body on as it comes.
     *
     * @param hash the header {@code x-amz-content-sha256}
     */
    static boolean isStreamed(String method, String hash) {
        return method.equals("PUT") && (hash.startsWith("STREAMING-") || hash.equals("UNSIGNED-PAYLOAD"));
    }

    private Refusal tooLarge() {
        return new Refusal(
                400,
                "EntityTooLarge",
                "A body that is signed with its hash may have " + (room >> 20)
                        + " MiB. Upload it in parts, as aws s3 cp does, or with x-amz-content-sha256: UNSIGNED-PAYLOAD.");
    }
}
