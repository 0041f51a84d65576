package dev.trainyard.api.trainyard;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A training job that is made again and again, at the times of a cron expression; a CronJob for training jobs. */
@Group("trainyard.dev")
@Version("v1alpha1")
@AdditionalPrinterColumn(name = "Schedule", jsonPath = ".spec.schedule")
@AdditionalPrinterColumn(name = "TimeZone", jsonPath = ".spec.timeZone")
@AdditionalPrinterColumn(name = "Suspend", type = AdditionalPrinterColumn.Type.BOOLEAN, jsonPath = ".spec.suspend")
@AdditionalPrinterColumn(name = "Next", jsonPath = ".status.nextScheduleTime")
@AdditionalPrinterColumn(name = "Last", type = AdditionalPrinterColumn.Type.DATE, jsonPath = ".status.lastScheduleTime")
@AdditionalPrinterColumn(
        name = "Age",
        type = AdditionalPrinterColumn.Type.DATE,
        jsonPath = ".metadata.creationTimestamp")
@ValidationRule(
        value = "size(self.metadata.name) <= " + TrainingSchedule.LONGEST_NAME
                + " && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        message = "metadata.name begins the names of the jobs and of their hosts: at most "
                + TrainingSchedule.LONGEST_NAME + " lower-case letters, digits and '-', a letter first",
        fieldPath = ".metadata.name")
public final class TrainingSchedule extends CustomResource<TrainingScheduleSpec, TrainingScheduleStatus>
        implements Namespaced {
    /** A job adds {@code -29712345} or {@code -m1a2b3c4d}, and its pods {@code -evaluator-0}: 63 in all. */
    static final int LONGEST_NAME = 41;
}
