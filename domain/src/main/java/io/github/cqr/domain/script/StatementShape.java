package io.github.cqr.domain.script;

/**
 * Reads the words of one statement while it is lexed, as far as the splitter must know them: what kind it is, and where inline data of an
 * {@code INSERT} begins (ClickHouse's {@code ParserInsertQuery}), since data is not lexed as SQL.
 */
final class StatementShape {
    /** Which words matter from here on. */
    enum Watch {
        /** No token seen yet. */
        FIRST_WORD,
        /** None any more. */
        NOTHING,
        /** As NOTHING; in {@code VALUES} only {@code ;} ends the statement. */
        VALUES,
        /** The head of an INSERT: every word. */
        INSERT_HEAD,
        /** {@code INSERT INTO} somewhere in a {@code WITH} or {@code EXPLAIN}. */
        INSERT_INTO,
        /** Brackets, in search of {@code input(}: an INSERT SELECT that reads inline data. */
        INPUT_FUNCTION,
        /** {@code FORMAT name} after it. */
        INPUT_FORMAT
    }

    private enum Head {
        INSERT, INTO, NAME, NAME_READ, FROM, FORMAT
    }

    private Watch watch = Watch.FIRST_WORD;
    private StatementKind kind = StatementKind.OTHER;
    private Head head = Head.INSERT;
    private boolean explained;
    private int depth;
    private boolean afterBracket;

    /** Forgets the last statement. */
    void reset() {
        watch = Watch.FIRST_WORD;
        kind = StatementKind.OTHER;
        head = Head.INSERT;
        explained = false;
        depth = 0;
        afterBracket = false;
    }

    Watch watch() {
        return watch;
    }

    StatementKind kind() {
        return kind;
    }

    /** The statement begins with something that is no word: a bracket opens a query, all else is for the server to judge. */
    void firstToken(byte first) {
        kind = first == '(' ? StatementKind.SELECT : StatementKind.OTHER;
        watch = Watch.NOTHING;
    }

    /** Takes the first word of the statement. */
    void firstWord(byte[] bytes, int from, int to) {
        kind = FirstWords.kindOf(bytes, from, to);
        watch = Watch.NOTHING;
        if (kind == StatementKind.INSERT_DATA) {
            watch = Watch.INSERT_HEAD;
        } else if (Chars.isWord(bytes, from, to, "WITH")) {
            watch = Watch.INSERT_INTO;
        } else if (Chars.isWord(bytes, from, to, "EXPLAIN")) {
            watch = Watch.INSERT_INTO;
            explained = true;
        }
    }

    /** {@code INSERT INTO} was found inside a statement that began otherwise. */
    void insertFound() {
        become(StatementKind.INSERT_DATA);
        watch = Watch.INSERT_HEAD;
        head = Head.INSERT;
    }

    /** {@code input(} was found. */
    void inputFound() {
        watch = Watch.INPUT_FORMAT;
    }

    /** {@code FORMAT name} was found after {@code input(}; says whether data begins after it that is not lexed. */
    boolean inputFormatFound(byte[] bytes, int from, int to) {
        become(StatementKind.INSERT_DATA);
        watch = Watch.VALUES;
        return !Chars.isWord(bytes, from, to, "VALUES");
    }

    /** A bracket, brace or dot in the head of an INSERT. */
    void headMark(byte mark) {
        switch (mark) {
            case '(', '[' -> depth++;
            case ')', ']', '}' -> depth--;
            case '{' -> {
                depth++;
                headName();
            }
            default -> {
                if (depth == 0 && head == Head.NAME_READ) {
                    head = Head.NAME;
                }
            }
        }
        afterBracket = mark == '(';
    }

    /** A quoted name in the head of an INSERT; says whether it is the name of the format, after which data begins. */
    boolean headName() {
        afterBracket = false;
        if (head == Head.FORMAT) {
            return true;
        }
        if (depth <= 1 && (head == Head.INSERT || head == Head.INTO || head == Head.NAME)) {
            head = Head.NAME_READ;
        }
        return false;
    }

    /** A word in the head of an INSERT; says whether it is the name of the format, after which data begins. */
    boolean headWord(byte[] bytes, int from, int to) {
        boolean opening = afterBracket;
        afterBracket = false;
        if (depth > 0) {
            if (opening && depth == 1 && head == Head.NAME_READ && Chars.isWord(bytes, from, to, "SELECT")) {
                select();
            }
            return false;
        }
        switch (head) {
            case INSERT, INTO -> beforeName(bytes, from, to);
            case NAME -> head = Head.NAME_READ;
            case NAME_READ -> clause(bytes, from, to);
            case FROM -> {
                watch = Watch.NOTHING;
                if (!Chars.isWord(bytes, from, to, "INFILE")) {
                    select();
                }
            }
            case FORMAT -> {
                if (!Chars.isWord(bytes, from, to, "VALUES")) {
                    return true;
                }
                watch = Watch.VALUES;
            }
        }
        return false;
    }

    private void beforeName(byte[] bytes, int from, int to) {
        if (head == Head.INSERT && Chars.isWord(bytes, from, to, "INTO")) {
            head = Head.INTO;
        } else if (Chars.isWord(bytes, from, to, "TABLE")) {
            head = Head.INTO;
        } else if (Chars.isWord(bytes, from, to, "FUNCTION")) {
            head = Head.NAME;
        } else {
            head = Head.NAME_READ;
        }
    }

    private void clause(byte[] bytes, int from, int to) {
        if (Chars.isWord(bytes, from, to, "VALUES")) {
            watch = Watch.VALUES;
        } else if (Chars.isWord(bytes, from, to, "FORMAT")) {
            head = Head.FORMAT;
        } else if (Chars.isWord(bytes, from, to, "FROM")) {
            head = Head.FROM;
        } else if (Chars.isWord(bytes, from, to, "SELECT") || Chars.isWord(bytes, from, to, "WITH")) {
            select();
        }
    }

    private void select() {
        become(StatementKind.INSERT_SELECT);
        watch = Watch.INPUT_FUNCTION;
    }

    private void become(StatementKind found) {
        if (!explained) {
            kind = found;
        }
    }
}
