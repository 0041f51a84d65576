package dev.trainyard.e2e;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Starts the cluster before the first scenario and stops it after the last; says how it stood where one fails. */
final class ClusterExtension implements ParameterResolver, TestExecutionExceptionHandler {
    private static final Namespace OURS = Namespace.create(ClusterExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Scenario.class;
    }

    @Override
    public Scenario resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getStore(OURS).computeIfAbsent(Scenario.class, key -> new Scenario(cluster(test)), Scenario.class);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext test, Throwable failure) throws Throwable {
        var scenario = test.getStore(OURS).get(Scenario.class, Scenario.class);
        if (scenario != null) {
            System.err.println(test.getDisplayName() + " failed: " + failure.getMessage());
            System.err.println(scenario.state());
        }
        throw failure;
    }

    /** Clusters live as long as the store that they are in: the outermost one, or that of the test. */
    private static ClusterUnderTest cluster(ExtensionContext test) {
        var kind = test.getRequiredTestClass().getAnnotation(OnCluster.class).value();
        var own = kind == ClusterKind.OWN || kind == ClusterKind.OPERATOR_APART;
        var store = (own ? test : test.getRoot()).getStore(OURS);
        return switch (System.getProperty("trainyard.cluster", "local")) {
            case "local" -> store.computeIfAbsent(kind, LocalCluster::start, LocalCluster.class);
            // Its parts are processes of their own in any case.
            case "real" ->
                store.computeIfAbsent(
                        kind == ClusterKind.OPERATOR_APART ? kind : ClusterKind.SHARED,
                        RealCluster::start,
                        RealCluster.class);
            case String other ->
                throw new IllegalArgumentException("trainyard.cluster is local or real, not \"" + other + "\"");
        };
    }
}
