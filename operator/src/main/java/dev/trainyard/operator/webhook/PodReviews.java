package dev.trainyard.operator.webhook;

import dev.trainyard.operator.admission.AdmissionReview;
import dev.trainyard.operator.admission.PodAdmission;
import dev.trainyard.operator.admission.PodAdmission.Answer;
import dev.trainyard.operator.admission.PodAdmission.Surroundings;
import dev.trainyard.operator.admission.PodOwner;
import dev.trainyard.operator.reconcile.ArtifactStores;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the API server's questions about pods: looks around, and decides. */
final class PodReviews {
    private static final Logger LOG = LoggerFactory.getLogger(PodReviews.class);

    private final KubernetesClient client;
    private final ArtifactStores stores;
    private final Supplier<PodAdmission> supplier;
    private final Clock clock;
    private volatile Optional<PodAdmission> admission = Optional.empty();

    PodReviews(KubernetesClient client, Supplier<PodAdmission> admission, Clock clock) {
        this.client = client;
        this.stores = new ArtifactStores(client);
        this.supplier = admission;
        this.clock = clock;
    }

    /**
     * Answers one.
     *
     * @throws IllegalArgumentException if it is none
     */
    byte[] answer(byte[] question) {
        var review = AdmissionReview.parse(question);
        return review.answer(decide(review));
    }

    private Answer decide(AdmissionReview review) {
        var pod = review.pod();
        try {
            var owner = PodOwner.of(pod.getMetadata());
            var surroundings = PodAdmission.needsLookup(pod)
                    ? new Surroundings(
                            review.namespace(),
                            stores.in(review.namespace()),
                            owner.map(it -> maker(review.namespace(), it)))
                    : new Surroundings(review.namespace(), List.of(), owner);
            return admission().decide(pod, surroundings, clock.instant());
        } catch (KubernetesClientException e) {
            LOG.warn("a pod of namespace {} cannot be decided on: {}", review.namespace(), e.getMessage());
            return new Answer.Failed(
                    "whether the pod gets an uploader cannot be decided, since the API server does not answer the operator: %s. Make the pod again in a while"
                            .formatted(e.getMessage()));
        }
    }

    private PodAdmission admission() {
        if (admission.isEmpty()) {
            admission = Optional.of(supplier.get());
        }
        return admission.get();
    }

    /** The runs of a CronJob's Jobs are found under one name. */
    private PodOwner maker(String namespace, PodOwner owner) {
        return owner.isJob()
                ? Optional.ofNullable(client.batch()
                                .v1()
                                .jobs()
                                .inNamespace(namespace)
                                .withName(owner.name())
                                .get())
                        .flatMap(job -> PodOwner.of(job.getMetadata()))
                        .orElse(owner)
                : owner;
    }
}
