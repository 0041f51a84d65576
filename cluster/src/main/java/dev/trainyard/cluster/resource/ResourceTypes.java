package dev.trainyard.cluster.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All types that are served now. Readers see a consistent picture while definitions come and go. */
public final class ResourceTypes {
    /** By the name of the CRD that added them; replaced as a whole. */
    private volatile Map<String, List<ResourceType>> custom = Map.of();

    private volatile Map<Address, ResourceType> byAddress = index(BuiltinTypes.ALL);

    private record Address(String group, String version, String plural) {}

    public Optional<ResourceType> find(String group, String version, String plural) {
        return Optional.ofNullable(byAddress.get(new Address(group, version, plural)));
    }

    /** All of them, the built-in ones first. */
    public List<ResourceType> all() {
        return Stream.concat(BuiltinTypes.ALL.stream(), custom.values().stream().flatMap(Collection::stream))
                .toList();
    }

    /** The types that a CRD has added. */
    public List<ResourceType> of(String crdName) {
        return custom.getOrDefault(crdName, List.of());
    }

    /** Serves these types instead of those that the CRD added before. */
    public synchronized void install(String crdName, List<ResourceType> types) {
        Map<String, List<ResourceType>> next = new TreeMap<>(custom);
        next.put(crdName, List.copyOf(types));
        replace(next);
    }

    /** Stops serving the types of a CRD. */
    public synchronized void remove(String crdName) {
        Map<String, List<ResourceType>> next = new TreeMap<>(custom);
        next.remove(crdName);
        replace(next);
    }

    private void replace(Map<String, List<ResourceType>> next) {
        List<ResourceType> all = new ArrayList<>(BuiltinTypes.ALL);
        next.values().forEach(all::addAll);
        custom = next;
        byAddress = index(all);
    }

    private static Map<Address, ResourceType> index(List<ResourceType> types) {
        Map<Address, ResourceType> index = new java.util.HashMap<>();
        for (ResourceType type : types) {
            // A CRD can't take the place of what is there already.
            index.putIfAbsent(new Address(type.kind().group(), type.kind().version(), type.plural()), type);
        }
        return Map.copyOf(index);
    }
}
