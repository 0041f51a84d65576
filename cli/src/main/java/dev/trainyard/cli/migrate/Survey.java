package dev.trainyard.cli.migrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.KubeflowJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a cluster that runs Training Operator, and changes nothing. */
public final class Survey {
    /** The kinds of Training Operator v1.9 that Trainyard does not run. */
    private static final Map<String, String> OTHERS =
            Map.of("MPIJob", "mpijobs", "XGBoostJob", "xgboostjobs", "PaddleJob", "paddlejobs", "JAXJob", "jaxjobs");

    /** What it calls its webhooks' Service. */
    private static final String WEBHOOK_SERVICE = "training-operator";

    private final KubernetesClient client;

    public Survey(KubernetesClient client) {
        this.client = client;
    }

    /** Looks at all of it. */
    public Migration of(Instant now) {
        var admission = Admission.ofThisRelease();
        var jobs = new ArrayList<JobReport>();
        for (var type : KubeflowJob.KINDS) {
            var kind = HasMetadata.getKind(type);
            list(HasMetadata.getPlural(type))
                    .forEach(job -> jobs.add(JobReview.of(kind, job, admission.of(kind, job), now)));
        }
        var others = new TreeMap<String, Integer>();
        OTHERS.forEach((kind, plural) -> {
            var count = list(plural).size();
            if (count > 0) {
                others.put(kind, count);
            }
        });
        return new Migration(TrainingOperator.find(client), webhooks(), others, List.copyOf(jobs));
    }

    private List<String> webhooks() {
        return client.admissionRegistration().v1().validatingWebhookConfigurations().list().getItems().stream()
                .filter(configuration -> configuration.getWebhooks().stream()
                        .anyMatch(webhook -> webhook.getClientConfig().getService() != null
                                && webhook.getClientConfig()
                                        .getService()
                                        .getName()
                                        .equals(WEBHOOK_SERVICE)))
                .map(configuration -> configuration.getMetadata().getName())
                .toList();
    }

    /** As trees: what our types do not know is what this is about. */
    private List<JsonNode> list(String plural) {
        var objects = new ArrayList<JsonNode>();
        var more = "";
        do {
            var page = page("/apis/kubeflow.org/v1/" + plural + "?limit=500"
                    + (more.isEmpty() ? "" : "&continue=" + URLEncoder.encode(more, StandardCharsets.UTF_8)));
            page.path("items").forEach(objects::add);
            more = page.at("/metadata/continue").asText();
        } while (!more.isEmpty());
        return objects;
    }

    private JsonNode page(String path) {
        try {
            var text = client.raw(path);
            // A cluster that has not this kind has no job of it.
            return Serialization.mapper().readTree(text == null ? "{}" : text);
        } catch (KubernetesClientException failed) {
            if (failed.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Serialization.mapper().createObjectNode();
            }
            throw failed;
        } catch (JsonProcessingException e) {
            throw new KubernetesClientException("the server's answer to " + path + " is no JSON", e);
        }
    }
}
