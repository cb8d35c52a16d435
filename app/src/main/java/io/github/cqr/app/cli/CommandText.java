package io.github.cqr.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line as it can be shown and typed again: quoted for a shell, without secrets. */
final class CommandText {
    private CommandText() {}

    /** What was typed, in the order of the options' table; a secret's value is left out, and who types it again is asked for it. */
    static String of(Arguments arguments) {
        List<String> words = new ArrayList<>();
        words.add(CommandModel.NAME);
        for (Map.Entry<CqrOption, List<String>> typed : arguments.typed().entrySet()) {
            CqrOption option = typed.getKey();
            for (String value : typed.getValue()) {
                words.addAll(words(option, value));
            }
        }
        String file = arguments.queryFile();
        if (file != null) {
            words.add(quoted(file));
        }
        return String.join(" ", words);
    }

    private static List<String> words(CqrOption option, String value) {
        return switch (option.kind()) {
            case FLAG -> value.equals("true") ? List.of(option.flag()) : List.of();
            case TOGGLE -> List.of(value.equals("true") ? option.flag() : "--no-" + option.key());
            case VALUE, REPEATED -> option.isSecret()
                    ? option == CqrOption.PASSWORD ? List.of(option.flag()) : List.of(option.flag(), "***")
                    : List.of(option.flag(), quoted(value));
        };
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
