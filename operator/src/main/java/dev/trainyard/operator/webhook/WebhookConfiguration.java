package dev.trainyard.operator.webhook;

import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.api.trainyard.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.util.stream.Collectors;

/**
 * What has an API server ask about pods, where the operator is reached by a URL; {@code deploy/chart} has the same for
 * one that is behind a Service. Its conditions keep it out of the way of every pod that does not ask for an uploader,
 * whether anybody answers or not.
 */
public final class WebhookConfiguration {
    private static final String WEBHOOK = "pods.trainyard.dev";
    private static final int TIMEOUT_SECONDS = 10;

    /** The configuration, as yet without an authority that is to be trusted. */
    public static MutatingWebhookConfiguration at(String url) {
        return new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(WebhookConfig.CONFIGURATION)
                .endMetadata()
                .addNewWebhook()
                .withName(WEBHOOK)
                .withNewClientConfig()
                .withUrl(url)
                .endClientConfig()
                .addNewRule()
                .withApiGroups("")
                .withApiVersions("v1")
                .withOperations("CREATE")
                .withResources("pods")
                .withScope("Namespaced")
                .endRule()
                .withMatchConditions(asks(), isOfNoTrainingJob())
                .withFailurePolicy("Fail")
                .withReinvocationPolicy("IfNeeded")
                .withSideEffects("None")
                .withTimeoutSeconds(TIMEOUT_SECONDS)
                .withAdmissionReviewVersions("v1")
                .endWebhook()
                .build();
    }

    private static MatchCondition asks() {
        return new MatchCondition(
                "has(object.metadata.annotations) && '%1$s' in object.metadata.annotations && object.metadata.annotations['%1$s'] != 'false'"
                        .formatted(Names.ARTIFACTS),
                "asks-for-an-uploader");
    }

    private static MatchCondition isOfNoTrainingJob() {
        var kinds = KubeflowJob.KINDS.stream()
                .map(HasMetadata::getKind)
                .map("'%s'"::formatted)
                .collect(Collectors.joining(", "));
        return new MatchCondition(
                "!has(object.metadata.ownerReferences) || !object.metadata.ownerReferences.exists(owner, owner.apiVersion == 'kubeflow.org/v1' && owner.kind in [%s])"
                        .formatted(kinds),
                "is-of-no-training-job");
    }

    /** Creates the configuration, or brings the one that is there up to date; whom it trusts, it goes on trusting. */
    public static void apply(KubernetesClient client, String url) {
        var wanted = at(url);
        var there = client.resource(wanted).get();
        if (there != null && !there.getWebhooks().isEmpty()) {
            wanted.getWebhooks()
                    .getFirst()
                    .getClientConfig()
                    .setCaBundle(
                            there.getWebhooks().getFirst().getClientConfig().getCaBundle());
        }
        client.resource(wanted).createOr(NonDeletingOperation::update);
    }

    private WebhookConfiguration() {}
}
