package io.github.cqr.adapters.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Properties;

/**
 * Script and style of the HTML report: this package's own, and the chart library's out of its jar on the class path, with its licence.
 *
 * @param style of the page
 * @param scripts in the order in which they run
 */
record Assets(String style, List<String> scripts) {
    private static final String POM = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    private static final String LIBRARY = "/META-INF/resources/webjars/uplot/";

    /** Reads them. */
    static Assets load() throws IOException {
        var pom = new Properties();
        try (InputStream in = stream(POM)) {
            pom.load(in);
        }
        String library = LIBRARY + pom.getProperty("version") + "/";
        String licence = "/*! The charts are drawn by uPlot.\n" + text(library + "LICENSE") + "\n*/\n";
        return new Assets(text(library + "dist/uPlot.min.css") + text("report.css"),
                List.of(licence + text(library + "dist/uPlot.iife.min.js"), text("report-data.js"),
                        text("report-axes.js"),
                        text("report-gantt.js"), text("report-charts.js")));
    }

    /** The page may run and show these and fetch nothing: text that somehow became markup still could do nothing. */
    String policy() {
        var policy = new StringBuilder("default-src 'none'; base-uri 'none'; form-action 'none'; style-src '"
                + hash(style) + "'; script-src");
        scripts.forEach(script -> policy.append(" '").append(hash(script)).append('\''));
        return policy.toString();
    }

    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Line ends as the page's reader will see them, else the hashes would not fit. */
    private static String text(String resource) throws IOException {
        try (InputStream in = stream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    private static InputStream stream(String resource) throws IOException {
        InputStream in = Assets.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("the program is not whole: " + resource + " is not on its class path");
        }
        return in;
    }
}
