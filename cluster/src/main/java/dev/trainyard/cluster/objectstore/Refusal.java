package dev.trainyard.cluster.objectstore;

import org.gaul.shaded.org.eclipse.jetty.http.HttpHeader;
import org.gaul.shaded.org.eclipse.jetty.io.Content;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/**
 * An S3 error that is given before s3proxy sees the request.
 *
 * @param code S3's word for it, on which SDKs branch
 * @param message a sentence without characters that XML escapes
 */
record Refusal(int status, String code, String message) {

    void send(Response response, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
        // The body of the request is not read.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        Content.Sink.write(
                response,
                true,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>" + message
                        + "</Message></Error>",
                callback);
    }
}
