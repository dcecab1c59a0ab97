package io.larder;

/** Figures in the text that {@code /q/metrics} answers with. */
public final class PrometheusText {

    private PrometheusText() {}

    /**
     * The value of a figure that has no labels.
     *
     * @throws java.util.NoSuchElementException if it is not there
     */
    public static double value(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }
}
