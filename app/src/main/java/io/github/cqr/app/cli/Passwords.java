package io.github.cqr.app.cli;

import io.github.cqr.domain.view.Printable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/** Gets the password from where it was given: an option, the environment, a file, or a person. */
final class Passwords {
    private final Values values;
    private final PasswordPrompt prompt;
    private final List<String> warnings = new ArrayList<>();

    Passwords(Values values, PasswordPrompt prompt) {
        this.values = values;
        this.prompt = prompt;
    }

    /** What to tell the operator, one line each. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * The password; empty if it was given nowhere.
     *
     * @throws UsageException if it is given twice in one place, its file cannot be read, or there is no terminal to ask on
     */
    Secret find(String user) {
        Given value = values.find(CqrOption.PASSWORD);
        Given file = values.find(CqrOption.PASSWORD_FILE);
        if (value != null && file != null && Values.rank(value.origin()) == Values.rank(file.origin())) {
            throw UsageException.about(CqrOption.PASSWORD_FILE, file.origin(),
                    "the password is given by --password too", "give one of them");
        }
        Given chosen = Values.stronger(value, file);
        if (chosen == null) {
            return Secret.EMPTY;
        }
        if (chosen.equals(file)) {
            return fromFile();
        }
        if (chosen.text().equals(Arguments.ASK_FOR_PASSWORD)) {
            return ask(user);
        }
        if (chosen.origin() instanceof Origin.Typed && !chosen.text().isEmpty()) {
            warnings.add("--password on the command line shows the password to every user of this machine;"
                    + " use --password-file or CLICKHOUSE_PASSWORD");
        }
        if (chosen.origin() instanceof Origin.ConfigLine at) {
            warnIfWorldReadable(Path.of(at.file()));
        }
        return new Secret(chosen.text());
    }

    private Secret ask(String user) {
        return prompt.ask("ClickHouse password for " + Printable.line(user) + ": ")
                .orElseThrow(() -> UsageException.about(CqrOption.PASSWORD, new Origin.Typed(),
                        "there is no terminal to ask for the password",
                        "use --password-file or CLICKHOUSE_PASSWORD"));
    }

    private Secret fromFile() {
        Path path = values.readableFile(CqrOption.PASSWORD_FILE);
        if (path == null) {
            return Secret.EMPTY;
        }
        String text;
        try {
            text = Files.readString(path);
        } catch (CharacterCodingException e) {
            throw unreadable(path, "it is not UTF-8", e);
        } catch (IOException e) {
            throw unreadable(path, FileProblem.of(path, e), e);
        }
        warnIfWorldReadable(path);
        return new Secret(withoutLineEnd(text));
    }

    private UsageException unreadable(Path path, String why, IOException cause) {
        var exception = UsageException.about(CqrOption.PASSWORD_FILE, values.origin(CqrOption.PASSWORD_FILE),
                "cannot read '" + path + "': " + why, null);
        exception.initCause(cause);
        return exception;
    }

    private static String withoutLineEnd(String text) {
        if (!text.endsWith("\n")) {
            return text;
        }
        return text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1));
    }

    private void warnIfWorldReadable(Path path) {
        if (isWorldReadable(path)) {
            warnings.add("the password in '" + path + "' can be read by every user of this machine; chmod 600 it");
        }
    }

    /** False too where files have no such permissions. */
    private static boolean isWorldReadable(Path path) {
        try {
            return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }
}
