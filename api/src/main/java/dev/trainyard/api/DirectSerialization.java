package dev.trainyard.api;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads what a watch brings as the class that it is. fabric8 makes a tree of each object first, which for a client that
 * watches is most of what it does.
 */
final class DirectSerialization extends KubernetesSerialization {
    /** Servers write both first, in either order. */
    private static final Pattern API_VERSION = Pattern.compile("\"apiVersion\":\\s*\"([^\"]+)\"");

    private static final Pattern KIND = Pattern.compile("\"kind\":\\s*\"([^\"]+)\"");
    private static final int HEAD = 160;

    private final ObjectMapper mapper;

    DirectSerialization(ObjectMapper mapper) {
        super(mapper, true);
        this.mapper = mapper;
    }

    @Override
    public <T> T unmarshal(String text, Class<T> type) {
        if (type == WatchEvent.class) {
            var event = watchEvent(text);
            if (event.isPresent()) {
                return type.cast(event.get());
            }
        }
        return super.unmarshal(text, type);
    }

    /** Empty where the event is written in an unusual way. */
    private Optional<WatchEvent> watchEvent(String text) {
        try (var parser = mapper.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT || !"type".equals(parser.nextFieldName())) {
                return Optional.empty();
            }
            var event = new WatchEvent();
            event.setType(parser.nextTextValue());
            if (!"object".equals(parser.nextFieldName()) || parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            var type = typeOf(text, (int) parser.currentTokenLocation().getCharOffset());
            if (type.isEmpty()) {
                return Optional.empty();
            }
            event.setObject(mapper.readValue(parser, type.get()));
            return Optional.of(event);
        } catch (IOException e) {
            throw KubernetesClientException.launderThrowable(e);
        }
    }

    private Optional<Class<? extends KubernetesResource>> typeOf(String text, int begin) {
        var head = text.substring(begin, Math.min(text.length(), begin + HEAD));
        var apiVersion = API_VERSION.matcher(head);
        var kind = KIND.matcher(head);
        return apiVersion.find() && kind.find()
                ? Optional.ofNullable(getRegisteredKubernetesResource(apiVersion.group(1), kind.group(1)))
                : Optional.empty();
    }
}
