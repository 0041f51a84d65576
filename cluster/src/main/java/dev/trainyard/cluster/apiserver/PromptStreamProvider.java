package dev.trainyard.cluster.apiserver;

import io.helidon.common.GenericType;
import io.helidon.common.media.type.MediaType;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http.spi.Sink;
import io.helidon.webserver.http.spi.SinkProvider;
import io.helidon.webserver.http.spi.SinkProviderContext;
import java.io.OutputStream;
import java.util.function.BiConsumer;

/** Makes a {@link PromptStream}; Helidon lets only the providers of sinks send headers without a body. */
public final class PromptStreamProvider implements SinkProvider<byte[]> {
    @Override
    public boolean supports(GenericType<? extends Sink<?>> type, ServerRequest request) {
        return PromptStream.TYPE.equals(type);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the shape is Helidon's; supports() has seen X
    public <X extends Sink<byte[]>> X create(SinkProviderContext context) {
        OutputStream out = context.serverResponse().outputStream();
        context.flushHeaders();
        return (X) new PromptStream(out, context.closeRunnable());
    }

    @Override
    @Deprecated
    @SuppressWarnings({"removal", "TypeParameterUnusedInFormals"})
    public <X extends Sink<byte[]>> X create(
            ServerResponse response, BiConsumer<Object, MediaType> consumer, Runnable close) {
        throw new UnsupportedOperationException("this sink needs a SinkProviderContext");
    }
}
