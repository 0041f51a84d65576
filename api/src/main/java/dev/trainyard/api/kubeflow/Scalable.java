package dev.trainyard.api.kubeflow;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a kind the scale subresource, by which {@code kubectl scale} and autoscalers set a number of replicas. Each
 * value is a JSON path below the resource.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Scalable {
    /** Where the number that is asked for stands. */
    String specReplicas();

    /** Where the number that there is stands. */
    String statusReplicas();

    /** Where the selector of the pods that are counted stands, as text. */
    String selector();
}
