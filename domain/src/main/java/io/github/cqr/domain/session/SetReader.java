package io.github.cqr.domain.session;

import io.github.cqr.domain.script.ScriptException;
import io.github.cqr.domain.script.SqlToken;
import io.github.cqr.domain.script.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads {@code SET} and {@code USE} as ClickHouse's {@code ParserSetQuery}, {@code ParserSetRoleQuery} and {@code ParserUseQuery} do. */
final class SetReader {
    private static final String PARAMETER_PREFIX = "param_";
    /** URL parameters of ClickHouse's HTTP interface that are no settings: sent as one, such a name would mean something else. */
    private static final Set<String> RESERVED = Set.of("query", "database", "default_format", "query_id", "session_id",
            "session_timeout",
            "session_check", "close_session", "role", "user", "password", "quota_key", "stacktrace", "compress",
            "decompress",
            "buffer_size", "wait_end_of_query", "client_protocol_version");

    private final Statement statement;
    private final List<SqlToken> tokens;
    private int at = 1;

    SetReader(Statement statement) {
        this.statement = statement;
        this.tokens = SqlToken.read(statement.text());
    }

    SessionChange read() {
        if (is(at, "TRANSACTION")) {
            throw refused(
                    "SET TRANSACTION needs one session for several statements, and here each statement is a request of its own;"
                            + " remove it");
        }
        if (is(at, "ROLE") && !is(at + 1, "=")) {
            at++;
            return roles();
        }
        Map<String, String> settings = new LinkedHashMap<>();
        Map<String, String> parameters = new LinkedHashMap<>();
        List<String> defaults = new ArrayList<>();
        do {
            assignment(settings, parameters, defaults);
        } while (take(","));
        if (at < tokens.size()) {
            throw unreadable();
        }
        return new SessionChange.SetSettings(settings, parameters, defaults);
    }

    SessionChange readUse() {
        if (is(at, "DATABASE") && at + 1 < tokens.size()) {
            at++;
        }
        String database = name();
        if (at < tokens.size()) {
            throw refused("USE takes the name of one database; quote it when it holds special characters");
        }
        return new SessionChange.UseDatabase(database);
    }

    private SessionChange roles() {
        if (tokens.size() == at + 1 && is(at, "DEFAULT")) {
            return new SessionChange.SetRoles(List.of());
        }
        if (is(at, "NONE") || is(at, "ALL")) {
            throw refused(
                    "SET ROLE NONE and SET ROLE ALL cannot travel with single requests; name the roles, or SET ROLE DEFAULT");
        }
        List<String> roles = new ArrayList<>();
        do {
            roles.add(name());
        } while (take(","));
        if (at < tokens.size()) {
            throw unreadable();
        }
        return new SessionChange.SetRoles(roles);
    }

    private void assignment(Map<String, String> settings, Map<String, String> parameters, List<String> defaults) {
        String name = name();
        while (take(".")) {
            name += "." + name();
        }
        if (!take("=")) {
            if (name.startsWith(PARAMETER_PREFIX)) {
                throw refused("'" + name + "' needs a value: SET " + name + " = ...");
            }
            put(settings, defaults, name, "1");
            return;
        }
        take("=");
        int from = at;
        skipValue();
        List<SqlToken> value = tokens.subList(from, at);
        if (value.isEmpty()) {
            throw unreadable();
        }
        if (name.startsWith(PARAMETER_PREFIX) && name.length() > PARAMETER_PREFIX.length()) {
            parameters.put(name.substring(PARAMETER_PREFIX.length()), parameterValue(name, value));
        } else if (value.size() == 1 && value.getFirst().is("DEFAULT")) {
            settings.remove(name);
            defaults.add(name);
        } else {
            put(settings, defaults, name, settingValue(name, value));
        }
    }

    private void put(Map<String, String> settings, List<String> defaults, String name, String value) {
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw refused("'" + name + "' is no setting of ClickHouse");
        }
        defaults.remove(name);
        settings.put(name, value);
    }

    /** Moves over a value: up to the next comma outside brackets. */
    private void skipValue() {
        int depth = 0;
        while (at < tokens.size()) {
            SqlToken token = tokens.get(at);
            if (depth == 0 && token.is(",")) {
                return;
            }
            if (token.is("(") || token.is("[") || token.is("{")) {
                depth++;
            } else if (token.is(")") || token.is("]") || token.is("}")) {
                depth--;
            }
            at++;
        }
        if (depth != 0) {
            throw unreadable();
        }
    }

    private String settingValue(String name, List<SqlToken> value) {
        SqlToken first = value.getFirst();
        if (value.size() == 1 && first.type() == SqlToken.Type.STRING) {
            return string(first);
        }
        // As 1 and 0 they are read by settings of every type, as words by Boolean ones alone.
        if (value.size() == 1 && first.is("true")) {
            return "1";
        }
        if (value.size() == 1 && first.is("false")) {
            return "0";
        }
        if (first.is("[") || first.is("(") || first.is("{")) {
            return source(value);
        }
        String number = Literals.number(source(value));
        if (number == null) {
            throw refused("the value of '" + name
                    + "' is no literal: write a number, a quoted string, true, false, DEFAULT, [..] or {..}");
        }
        return number;
    }

    /** ClickHouse stores the text of the value, and reads it back as escaped text, with SET as with the URL parameter: it travels as it is. */
    private String parameterValue(String name, List<SqlToken> value) {
        SqlToken first = value.getFirst();
        if (value.size() == 1 && first.type() == SqlToken.Type.STRING) {
            return string(first);
        }
        if (value.size() == 1 && first.type() == SqlToken.Type.QUOTED_NAME) {
            return string(first);
        }
        String source = source(value);
        String number = Literals.number(source);
        if (number != null) {
            return number;
        }
        if (first.is("[") || first.is("(") || first.is("{") || Literals.isPlainName(source)) {
            return source;
        }
        throw refused("the value of '" + name
                + "' is no literal: write a number, a quoted string, a name, or [..], (..), {..} of these");
    }

    private String source(List<SqlToken> value) {
        return statement.text().substring(value.getFirst().start(), value.getLast().end());
    }

    private String string(SqlToken token) {
        String value = Literals.unquote(token.text());
        if (value == null) {
            throw refused(
                    "a string here holds bytes that are not UTF-8, or is a x'..' or b'..' literal; write it as plain text");
        }
        return value;
    }

    private String name() {
        if (at >= tokens.size()) {
            throw unreadable();
        }
        SqlToken token = tokens.get(at++);
        if (token.type() == SqlToken.Type.QUOTED_NAME) {
            return string(token);
        }
        if (token.type() != SqlToken.Type.WORD) {
            throw unreadable();
        }
        return token.text();
    }

    private boolean is(int index, String word) {
        return index < tokens.size() && tokens.get(index).is(word);
    }

    private boolean take(String mark) {
        if (is(at, mark)) {
            at++;
            return true;
        }
        return false;
    }

    private ScriptException unreadable() {
        return refused("this " + tokens.getFirst().upper() + " cannot be read; write "
                + (tokens.getFirst().is("USE") ? "USE database" : "SET name = value, ..."));
    }

    private ScriptException refused(String message) {
        return new ScriptException(message, statement.position());
    }
}
