package io.github.cqr.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code --setting NAME=VALUE} and {@code setting.NAME=VALUE}. */
final class ServerSettings {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    /**
     * Parameters of a request that share a name space with settings and that the runner sets itself, or must not be set at all: progress
     * headers let the server kill a statement half way when the connection is cut.
     */
    private static final Set<String> NOT_SETTINGS = Set.of("query", "query_id", "session_id", "session_check",
            "session_timeout", "close_session", "user", "password", "quota_key", "default_format", "compress",
            "decompress", "wait_end_of_query", "send_progress_in_http_headers", "role", "log_comment");

    private ServerSettings() {}

    /**
     * The settings of the configuration file, then those typed; a typed one replaces one of the file.
     *
     * @throws UsageException for a wrong one, saying where it stands
     */
    static Map<String, String> read(@Nullable ConfigFile config, List<String> typed) {
        var all = new LinkedHashMap<String, String>();
        if (config != null) {
            config.settings().forEach((name, given) -> {
                check(name, given.origin());
                all.put(name, given.text());
            });
        }
        var seen = new LinkedHashMap<String, String>();
        for (String each : typed) {
            var origin = new Origin.Typed();
            int equals = each.indexOf('=');
            if (equals < 0) {
                throw UsageException.about(CqrOption.SETTING, origin, "'" + each + "' has no value",
                        "give NAME=VALUE, like max_threads=4");
            }
            String name = each.substring(0, equals);
            check(name, origin);
            if (seen.put(name, each.substring(equals + 1)) != null) {
                throw UsageException.about(CqrOption.SETTING, origin, "'" + name + "' is given more than once",
                        "give it once");
            }
        }
        all.putAll(seen);
        return all;
    }

    private static void check(String name, Origin origin) {
        if (!NAME.matcher(name).matches()) {
            throw UsageException.about(CqrOption.SETTING, origin, "'" + name + "' is not the name of a setting",
                    "give NAME=VALUE, like max_threads=4");
        }
        if (name.equals("database")) {
            throw UsageException.about(CqrOption.SETTING, origin, "'database' is not a setting", "use --database");
        }
        if (NOT_SETTINGS.contains(name)) {
            throw UsageException.about(CqrOption.SETTING, origin, "'" + name + "' is set by cqr itself",
                    "leave it out");
        }
    }
}
