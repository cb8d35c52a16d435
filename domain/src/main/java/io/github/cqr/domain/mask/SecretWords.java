package io.github.cqr.domain.mask;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which names stand before secrets. Rather one too many is hidden than one too few: a log is read by more people than a script. */
final class SecretWords {
    private static final String NAMES = "password|passwd|pwd|secret|token|access_?key|account_?key|private_?key|api_?key|"
            + "credential|authorization|signature|passphrase|key_hex|license_key|connection_string|sas_url|bearer";
    private static final Pattern SECRET_NAME = Pattern.compile("(?:" + NAMES + ")");
    /** What is not a secret although its name sounds so. */
    private static final Pattern HARMLESS_NAME = Pattern.compile("(?:.*_)?tokens|tokenbf_v1|tokenizer|token_count"
            + "|password_complexity.*");

    /**
     * Functions and engines that take credentials, with the place of the first argument to hide, counted from 0. Those after it are hidden
     * too, when they are string literals and no names of formats: how many there are depends on how the rest is written.
     */
    private static final Map<String, Integer> CALLS = Map.ofEntries(Map.entry("s3", 1), Map.entry("s3cluster", 2),
            Map.entry("s3queue", 1), Map.entry("gcs", 1), Map.entry("oss", 1), Map.entry("cosn", 1),
            Map.entry("iceberg", 1), Map.entry("icebergs3", 1), Map.entry("icebergcluster", 2),
            Map.entry("icebergs3cluster", 2), Map.entry("deltalake", 1), Map.entry("deltalakes3", 1),
            Map.entry("deltalakecluster", 2), Map.entry("deltalakes3cluster", 2), Map.entry("hudi", 1),
            Map.entry("hudicluster", 2), Map.entry("paimon", 1), Map.entry("paimons3", 1),
            Map.entry("azureblobstorage", 3), Map.entry("azureblobstoragecluster", 4), Map.entry("azurequeue", 3),
            Map.entry("icebergazure", 3), Map.entry("icebergazurecluster", 4), Map.entry("deltalakeazure", 3),
            Map.entry("deltalakeazurecluster", 4), Map.entry("paimonazure", 3), Map.entry("remote", 3),
            Map.entry("remotesecure", 3), Map.entry("mysql", 3), Map.entry("materializedmysql", 3),
            Map.entry("postgresql", 3), Map.entry("materializedpostgresql", 3), Map.entry("mongodb", 3),
            Map.entry("redis", 2), Map.entry("externaldistributed", 4), Map.entry("ytsaurus", 2),
            Map.entry("arrowflight", 2), Map.entry("encrypt", 1), Map.entry("decrypt", 1), Map.entry("trydecrypt", 1),
            Map.entry("aes_encrypt_mysql", 1), Map.entry("aes_decrypt_mysql", 1), Map.entry("hmac", 2),
            Map.entry("jdbc", 0), Map.entry("odbc", 0));
    private static final Pattern HARMLESS_ARGUMENT = Pattern.compile(
            "(?:auto|none|NOSIGN|gzip|gz|zstd|zst|br|brotli|lz4|xz|bz2|snappy|deflate|zlib|JSON[A-Za-z]*|CSV[A-Za-z]*"
                    + "|TSV[A-Za-z]*|TabSeparated[A-Za-z]*|Parquet|ORC|Avro|Arrow[A-Za-z]*|Native|RowBinary[A-Za-z]*"
                    + "|LineAsString|RawBLOB|Values|One|Protobuf[A-Za-z]*|MsgPack|Regexp|Template|Npy|Form|BSONEachRow)");

    private SecretWords() {}

    /** Whether what such a name is set to must be hidden: {@code password}, {@code kafka_sasl_password}, {@code X-Api-Key}. */
    static boolean isSecret(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace('-', '_');
        return plain.equals("sig") || (SECRET_NAME.matcher(plain).find() && !HARMLESS_NAME.matcher(plain).matches());
    }

    /** The place of the first argument of that function or engine to hide, null for one that takes no credentials. */
    static @Nullable Integer firstSecretArgument(String call) {
        return CALLS.get(call.toLowerCase(Locale.ROOT));
    }

    /** Whether a literal, without its quotes, is the name of a format or compression, which stand where credentials can stand. */
    static boolean isHarmlessArgument(String literal) {
        return HARMLESS_ARGUMENT.matcher(literal).matches();
    }

    /** The names in a text that is no SQL, before {@code =} or {@code :}. */
    static String alternatives() {
        return NAMES;
    }

    /** The names of all calls, to look for in a text that is no SQL. */
    static String calls() {
        return String.join("|", CALLS.keySet().stream().sorted().toList());
    }
}
