package dev.trainyard.uploader.store;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/**
 * The XML that S3 and STS answer with: elements that hold a text each, at times in groups.
 *
 * @param texts by the names of the elements, of several with one name the last
 * @param groups the same for each of the elements that were asked for; what is in them is not in {@code texts}
 */
record Xml(Map<String, String> texts, List<Map<String, String>> groups) {
    static Xml of(byte[] xml) {
        return of(xml, "");
    }

    /** What is no XML, a proxy's page of HTML, say, has nothing that is asked for. */
    static Xml of(byte[] xml, String group) {
        var result = new Xml(new LinkedHashMap<>(), new ArrayList<>());
        var current = result.texts;
        var text = new StringBuilder();
        try {
            var factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            var events = factory.createXMLStreamReader(document(xml));
            while (events.hasNext()) {
                switch (events.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        text.setLength(0);
                        if (events.getLocalName().equals(group)) {
                            current = new LinkedHashMap<>();
                            result.groups.add(current);
                        }
                    }
                    case XMLStreamConstants.CHARACTERS -> text.append(events.getText());
                    case XMLStreamConstants.END_ELEMENT -> {
                        if (events.getLocalName().equals(group)) {
                            current = result.texts;
                        } else {
                            current.put(events.getLocalName(), text.toString().strip());
                        }
                        text.setLength(0);
                    }
                    default -> {}
                }
            }
        } catch (XMLStreamException | RuntimeException e) {
            // What was read until there counts. The JDK's reader lacks the words for some errors, and says that
            // instead.
        }
        return result;
    }

    /**
     * Without the spaces that a server sends to keep the connection while it is at work: XML may not begin with any.
     */
    private static ByteArrayInputStream document(byte[] xml) {
        var start = 0;
        while (start < xml.length && Character.isWhitespace(xml[start])) {
            start++;
        }
        return new ByteArrayInputStream(xml, start, xml.length - start);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name));
    }
}
