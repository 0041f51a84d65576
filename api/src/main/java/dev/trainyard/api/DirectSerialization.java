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
    /** Servers write both first, in either order; further on there may be those of an owner. */
    private static final Pattern HEAD = Pattern.compile(
            "\\{\\s*\"(apiVersion|kind)\":\\s*\"([^\"]+)\",\\s*\"(?!\\1)(apiVersion|kind)\":\\s*\"([^\"]+)\"");

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
        var head = HEAD.matcher(text).region(begin, text.length());
        if (!head.lookingAt()) {
            return Optional.empty();
        }
        boolean kindFirst = head.group(1).equals("kind");
        return Optional.ofNullable(
                getRegisteredKubernetesResource(head.group(kindFirst ? 4 : 2), head.group(kindFirst ? 2 : 4)));
    }
}
