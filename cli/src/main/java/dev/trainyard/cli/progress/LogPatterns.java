package dev.trainyard.cli.progress;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * What a log line says of a training's progress. One short list of patterns covers a script's own {@code epoch 7/8 loss
 * 0.077}, Keras ({@code Epoch 3/10}, then {@code … - loss: 0.31}), PyTorch Lightning ({@code Epoch 3: 45%|…,
 * loss=0.31]}), the Transformers trainer ({@code {'loss': 0.5, 'epoch': 1.2}}) and {@code key=value}.
 */
public final class LogPatterns {
    private static final String NUMBER = "-?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?";

    private static final Pattern POSITION = Pattern.compile(
            "(?<![\\w-])(?<unit>epoch|step|iteration|iter|round|episode)['\"]?[\\s:=#\\[]*(?<at>\\d+(?:\\.\\d+)?)"
                    + "(?:\\s*(?:/|of)\\s*(?<of>\\d+))?(?![\\w%])",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern METRIC =
            Pattern.compile("(?<![\\w/.-])(?<name>[A-Za-z][\\w/.-]*)['\"]?(?<sign>\\s*[=:]\\s*|\\s+)(?<value>" + NUMBER
                    + ")(?![\\w/])");

    /** A name that has one of these in it is a figure that people watch; any other number is just a number. */
    private static final Pattern WATCHED = Pattern.compile(
            "loss|acc|error|auc|f1|mse|mae|rmse|precision|recall|perplexity|ppl|bleu|rouge|reward|score|iou|(?:^|_)map",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern CONTROL =
            Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f\b]");

    /** How glog and absl, and so TensorFlow and JAX, begin a line that is only information or a warning. */
    private static final Pattern REMARK = Pattern.compile(
            "^(?:[IW]\\d{4} |\\d{4}-\\d\\d-\\d\\d [\\d:.]+: [IW] |WARNING: All log messages before absl)");

    private LogPatterns() {}

    /** Whether a line is a library's remark, which tells nobody how far the training is. */
    static boolean isRemark(String line) {
        return REMARK.matcher(line).find();
    }

    /**
     * The line as a person would have seen it: of a progress bar that redraws itself, the last state. No colours, and
     * no trailing blanks.
     */
    public static String visible(String line) {
        var drawn = line.stripTrailing();
        var last = drawn.substring(drawn.lastIndexOf('\r') + 1);
        return CONTROL.matcher(last).replaceAll("").stripTrailing();
    }

    /** Such as {@code epoch 7/8}, {@code step 1200}. */
    static Optional<String> position(String line) {
        var match = POSITION.matcher(line);
        if (!match.find()) {
            return Optional.empty();
        }
        var of = match.group("of");
        var at = match.group("unit").toLowerCase(Locale.ROOT) + " " + match.group("at");
        return Optional.of(of == null ? at : at + "/" + of);
    }

    /**
     * The figures by name, in the order of the line. Without a sign between, "error 404" is one only beside a position.
     */
    static SequencedMap<String, String> metrics(String line) {
        var metrics = new LinkedHashMap<String, String>();
        var signed = position(line).isEmpty();
        var match = METRIC.matcher(line);
        while (match.find()) {
            var counts = !signed || !match.group("sign").isBlank();
            if (counts && WATCHED.matcher(match.group("name")).find()) {
                metrics.putIfAbsent(match.group("name"), match.group("value"));
            }
        }
        return metrics;
    }
}
