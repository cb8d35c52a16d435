package io.github.cqr.adapters.clickhouse;

/**
 * Something that a node, or this user on it, lacks, and that stops nothing.
 *
 * @param topic what it is about
 * @param says what is lacking and what that means, as the end of a sentence that begins with a node's name or without
 * @param remedy what to do about it; a statement to run where one would help
 */
public record NodeNote(Topic topic, String says, String remedy) {
    /** What a note is about. */
    public enum Topic {
        /** A grant that is missing. */
        GRANT("grant_missing"),
        /** The query log cannot serve as proof. */
        QUERY_LOG("query_log_unusable"),
        /** There is no part log to count rows by. */
        PART_LOG("part_log_missing"),
        /** The profile lets the user read only. */
        READ_ONLY("profile_readonly"),
        /** The profile forbids a setting that is always sent. */
        FORBIDDEN_SETTING("settings_forbidden"),
        /** The server is too old for a setting that is always sent. */
        UNKNOWN_SETTING("settings_unknown");

        private final String code;

        Topic(String code) {
            this.code = code;
        }

        /** The code of the warning at the start of a run. */
        public String code() {
            return code;
        }
    }
}
