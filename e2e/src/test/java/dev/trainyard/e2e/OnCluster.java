package dev.trainyard.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that run on a cluster, shared by all such classes: ours, or a real control plane where the system property
 * {@code trainyard.cluster} is {@code real}. Each test has a namespace of its own, its {@link Scenario} parameter.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("scenario")
@ExtendWith(ClusterExtension.class)
@interface OnCluster {
    ClusterKind value() default ClusterKind.SHARED;
}
