package io.github.cqr.app.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.cqr.adapters.clickhouse.NodeNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The codes of warnings are for filters, so each is documented, and none that is documented is gone. */
class WarningCodesTest {
    private static final Pattern GIVEN = Pattern.compile("(?:Notice|notice|Warning)\\(\\s*\"([a-z_]+)\"");
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");

    @Test
    void everyCodeIsInTheTableAndNoOther() throws IOException {
        Set<String> inSources = Arrays.stream(NodeNote.Topic.values()).map(NodeNote.Topic::code)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String module : List.of("domain", "adapters", "app")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    inSources.addAll(found(GIVEN, Files.readString(file)));
                }
            }
        }
        String page = Files.readString(Path.of("..", "docs", "events.md"));
        String table = page.substring(page.indexOf("## Codes of `warning`") + 1);
        Set<String> documented = new TreeSet<>();
        table.substring(0, table.indexOf("\n## ")).lines().filter(line -> line.startsWith("| `"))
                .forEach(line -> documented.addAll(found(CODE, line.substring(0, line.indexOf('|', 1)))));
        assertEquals(inSources, documented);
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
