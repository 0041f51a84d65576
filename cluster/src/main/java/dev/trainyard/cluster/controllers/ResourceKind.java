package dev.trainyard.cluster.controllers;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** A kind of objects that the server can list, watch and delete, as its discovery tells. */
record ResourceKind(String group, String version, String kind, String plural, boolean namespaced) {
    private static final Set<String> NEEDED = Set.of("list", "watch", "delete");

    /**
     * The kinds of the server, each in the version that it prefers; Events are left out: they own nothing and expire.
     */
    static List<ResourceKind> discover(KubernetesClient client) {
        var found = new LinkedHashMap<String, ResourceKind>();
        read(client, "", "v1", found);
        for (var group : client.getApiGroups().getGroups()) {
            var preferred = group.getPreferredVersion().getVersion();
            read(client, group.getName(), preferred, found);
            // A kind may exist in another version only.
            for (var version : group.getVersions()) {
                if (!version.getVersion().equals(preferred)) {
                    read(client, group.getName(), version.getVersion(), found);
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    private static void read(
            KubernetesClient client, String group, String version, LinkedHashMap<String, ResourceKind> found) {
        var resources = client.getApiResources(group.isEmpty() ? version : group + "/" + version);
        if (resources == null) {
            return;
        }
        for (var resource : resources.getResources()) {
            var isObject =
                    !resource.getName().contains("/") && resource.getVerbs().containsAll(NEEDED);
            if (isObject && !resource.getKind().equals("Event")) {
                found.putIfAbsent(
                        group + "/" + resource.getKind(),
                        new ResourceKind(
                                group,
                                version,
                                resource.getKind(),
                                resource.getName(),
                                Boolean.TRUE.equals(resource.getNamespaced())));
            }
        }
    }

    /** Whether an owner reference with this apiVersion and kind means this kind; any version of the group does. */
    boolean isMeantBy(String apiVersion, String wantedKind) {
        var slash = apiVersion.indexOf('/');
        var wantedGroup = slash < 0 ? "" : apiVersion.substring(0, slash);
        return group.equals(wantedGroup) && kind.equals(wantedKind);
    }

    /** The path of one object. */
    String path(String namespace, String name) {
        var prefix = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        var scope = namespaced ? "/namespaces/" + namespace : "";
        return prefix + scope + "/" + plural + "/" + name;
    }

    ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(namespaced)
                .build();
    }
}
