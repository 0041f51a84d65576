package dev.trainyard.cluster.apiserver;

import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.status.Reason;
import dev.trainyard.cluster.store.StoreException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads each request to the part that answers it, and turns what goes wrong there into an answer. */
final class Router implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private final Authentication authentication;
    private final ResourceEndpoint resources;
    private final DocumentEndpoint documents;

    Router(Authentication authentication, ResourceEndpoint resources, DocumentEndpoint documents) {
        this.authentication = authentication;
        this.resources = resources;
        this.documents = documents;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws IOException {
        Exchange exchange = new Exchange(request, response);
        try {
            List<String> segments = exchange.segments();
            authentication.require(exchange.header(HeaderNames.AUTHORIZATION), segments);
            if (isWatchByWebsocket(exchange)) {
                exchange.sendText(200, "no websocket here; ask again without Upgrade");
                return;
            }
            switch (RequestPath.parse(segments)) {
                case RequestPath.Resource path -> resources.serve(path, exchange);
                case RequestPath.Document(List<String> path) -> documents.serve(path, exchange);
            }
        } catch (ApiException e) {
            answer(exchange, e);
        } catch (StoreException.Unusable e) {
            LOG.error("{}", e.getMessage());
            answer(exchange, ApiException.of(Reason.INTERNAL_ERROR, e));
        } catch (StoreException.Closed e) {
            answer(exchange, ApiException.of(Reason.SERVICE_UNAVAILABLE, "the cluster is stopping"));
        } catch (StackOverflowError e) {
            // Bodies nest no deeper than the stack allows; this is for what slips through.
            LOG.error(
                    "{} {} nests too deeply", exchange.method(), request.path().rawPath());
            answer(exchange, ApiException.badRequest("the request nests too deeply: send an object with fewer levels"));
        } catch (RuntimeException e) {
            if (exchange.isAnswered()) {
                return; // the client went away while it was being answered
            }
            LOG.error("{} {} failed", exchange.method(), request.path().rawPath(), e);
            answer(exchange, ApiException.internal(e.toString()));
        }
    }

    /**
     * Whether the client wants to watch over a websocket, which is not served. Fabric8's clients try one for each
     * watch; an answer that is plain 200 sends them to plain HTTP at once, where 503 would be tried again and again.
     * What else websockets are for is answered as without one, and so mostly refused.
     */
    private static boolean isWatchByWebsocket(Exchange exchange) {
        return exchange.header(HeaderNames.UPGRADE).equalsIgnoreCase("websocket") && exchange.flag("watch");
    }

    private static void answer(Exchange exchange, ApiException e) {
        if (!exchange.isAnswered()) {
            exchange.send(e.code(), e.status());
        }
    }
}
