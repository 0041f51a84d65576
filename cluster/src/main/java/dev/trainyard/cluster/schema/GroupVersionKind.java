package dev.trainyard.cluster.schema;

/**
 * Names a kind of object in one version of the API.
 *
 * @param group the API group, {@code ""} for the core group
 * @param version the version, such as {@code v1}
 * @param kind the kind in its singular camel case form, such as {@code Pod}
 */
public record GroupVersionKind(String group, String version, String kind) {

    /** Reads the group and version from an object's {@code apiVersion}, such as {@code apps/v1} or {@code v1}. */
    public static GroupVersionKind of(String apiVersion, String kind) {
        var slash = apiVersion.indexOf('/');
        return slash < 0
                ? new GroupVersionKind("", apiVersion, kind)
                : new GroupVersionKind(apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
    }

    /** The {@code apiVersion} of such objects: {@code v1}, {@code apps/v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    @Override
    public String toString() {
        return apiVersion() + ", Kind=" + kind;
    }
}
