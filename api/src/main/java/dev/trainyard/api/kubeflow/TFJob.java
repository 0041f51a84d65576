package dev.trainyard.api.kubeflow;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A distributed TensorFlow training job: one pod per replica, made by role, with {@code TF_CONFIG} in each. */
@Group("kubeflow.org")
@Version("v1")
@Singular("tfjob")
@Plural("tfjobs")
public final class TFJob extends CustomResource<TFJobSpec, JobStatus> implements Namespaced {}
