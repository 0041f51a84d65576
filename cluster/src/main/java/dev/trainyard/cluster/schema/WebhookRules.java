package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rules for configurations of webhooks. */
final class WebhookRules {
    private static final String ANY = "*";
    private static final String FORM = "; desired format: https://host[:port]/path";
    private static final List<String> OPERATIONS = List.of(ANY, "CONNECT", "CREATE", "DELETE", "UPDATE");
    private static final int LONGEST_TIMEOUT = 30;
    private static final int MOST_CONDITIONS = 64;

    private WebhookRules() {}

    static void check(Field configuration, @Nullable ObjectNode old) {
        var webhooks = configuration.child("webhooks");
        webhooks.unique("name");
        webhooks.elements().forEach(webhook -> checkWebhook(webhook, old));
    }

    private static void checkWebhook(Field webhook, @Nullable ObjectNode old) {
        var name = webhook.child("name");
        if (name.require("")) {
            var problems = NameRules.dnsSubdomain(name.text());
            name.invalid(problems);
            if (problems.isEmpty() && name.text().split("\\.", -1).length < 3) {
                name.invalid("should be a domain with at least three segments separated by dots");
            }
        }
        webhook.child("rules").elements().forEach(WebhookRules::checkRule);
        webhook.child("failurePolicy").oneOf(List.of("Fail", "Ignore"));
        webhook.child("matchPolicy").oneOf(List.of("Equivalent", "Exact"));
        webhook.child("reinvocationPolicy").oneOf(List.of("IfNeeded", "Never"));
        var sideEffects = webhook.child("sideEffects");
        if (sideEffects.require("must specify one of None, NoneOnDryRun")) {
            sideEffects.oneOf(List.of("None", "NoneOnDryRun"));
        }
        var timeout = webhook.child("timeoutSeconds");
        if (timeout.isSet() && (timeout.value().asInt() < 1 || timeout.value().asInt() > LONGEST_TIMEOUT)) {
            timeout.invalid("the timeout value must be between 1 and " + LONGEST_TIMEOUT + " seconds");
        }
        checkSelector(webhook.child("namespaceSelector"));
        checkSelector(webhook.child("objectSelector"));
        checkClient(webhook.child("clientConfig"));
        checkVersions(webhook.child("admissionReviewVersions"));
        checkConditions(webhook.child("matchConditions"), old);
    }

    private static void checkRule(Field rule) {
        var operations = rule.child("operations");
        checkAny(operations);
        operations.elements().forEach(operation -> operation.oneOf(OPERATIONS));
        checkAny(rule.child("apiGroups"));
        checkAny(rule.child("apiVersions"));
        var resources = rule.child("resources");
        if (resources.value().isEmpty()) {
            resources.required("");
        }
        rule.child("scope").oneOf(List.of(ANY, "Cluster", "Namespaced"));
    }

    private static void checkAny(Field list) {
        var values = texts(list.value());
        if (values.isEmpty()) {
            list.required("");
        } else if (values.size() > 1 && values.contains(ANY)) {
            list.invalid("if you specify '*', do not list others");
        }
    }

    private static void checkSelector(Field selector) {
        ObjectMetadata.checkLabels(selector.child("matchLabels"));
        selector.child("matchExpressions").elements().forEach(expression -> {
            var operator = expression.child("operator");
            operator.requireOneOf(List.of("DoesNotExist", "Exists", "In", "NotIn"));
            var values = expression.child("values");
            var wantsValues = operator.is("In") || operator.is("NotIn");
            if (wantsValues && values.value().isEmpty()) {
                values.required("must be specified when `operator` is 'In' or 'NotIn'");
            } else if (!wantsValues && !values.value().isEmpty()) {
                values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
            }
        });
    }

    private static void checkClient(Field client) {
        var url = client.child("url");
        var service = client.child("service");
        if (url.isSet() == service.isSet()) {
            client.required("exactly one of url or service is required");
        } else if (url.isSet()) {
            checkUrl(url);
        } else {
            service.child("name").require("");
            service.child("namespace").require("");
            var path = service.child("path");
            if (path.isSet() && !path.text().startsWith("/")) {
                path.invalid("must start with a '/'");
            }
        }
    }

    private static void checkUrl(Field url) {
        try {
            var uri = new URI(url.text());
            if (!"https".equals(uri.getScheme())) {
                url.invalid("'https' is the only allowed URL scheme" + FORM);
            }
            if (uri.getHost() == null) {
                url.invalid("host must be specified" + FORM);
            }
            if (uri.getUserInfo() != null) {
                url.invalid("user information is not permitted in the URL");
            }
            if (uri.getFragment() != null) {
                url.invalid("fragments are not permitted in the URL");
            }
            if (uri.getQuery() != null) {
                url.invalid("query parameters are not permitted in the URL");
            }
        } catch (URISyntaxException e) {
            url.required("url must be a valid URL: " + e.getMessage() + FORM);
        }
    }

    private static void checkVersions(Field versions) {
        var listed = texts(versions.value());
        if (listed.isEmpty()) {
            versions.required("must specify one of v1, v1beta1");
        } else if (!listed.contains("v1")) {
            versions.invalid(
                    listed.contains("v1beta1")
                            ? "the local cluster speaks v1 alone"
                            : "must include at least one of v1, v1beta1");
        }
    }

    private static void checkConditions(Field conditions, @Nullable ObjectNode old) {
        conditions.unique("name");
        if (conditions.value().size() > MOST_CONDITIONS) {
            conditions
                    .errors()
                    .add(FieldError.tooMany(
                            conditions.path(), conditions.value().size(), MOST_CONDITIONS));
        }
        conditions.elements().forEach(condition -> {
            var name = condition.child("name");
            if (name.require("")) {
                name.invalid(NameRules.qualifiedName(name.text()));
            }
            var expression = condition.child("expression");
            // What is there already has been compiled once, and will be again when it is needed.
            if (expression.require("") && !stands(old, expression.text())) {
                try {
                    MatchCondition.compile(expression.text());
                } catch (MatchCondition.Problem e) {
                    expression.invalid(String.valueOf(e.getMessage()));
                }
            }
        });
    }

    private static boolean stands(@Nullable ObjectNode old, String expression) {
        return old != null
                && StreamSupport.stream(old.path("webhooks").spliterator(), false)
                        .flatMap(webhook -> StreamSupport.stream(
                                webhook.path("matchConditions").spliterator(), false))
                        .anyMatch(condition ->
                                condition.path("expression").asText().equals(expression));
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
