package dev.trainyard.cluster.objectstore;

import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/** Answers only requests to this machine by a name of its own; see {@link LoopbackNames}. */
final class HostCheck extends Handler.Wrapper {
    private static final Refusal REFUSAL = new Refusal(
            403,
            "AccessDenied",
            "The Host header names another machine. Ask the object store for 127.0.0.1 or localhost.");

    HostCheck(Handler next) {
        super(next);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (LoopbackNames.contains(Request.getServerName(request))) {
            return super.handle(request, response, callback);
        }
        REFUSAL.send(response, callback);
        return true;
    }
}
