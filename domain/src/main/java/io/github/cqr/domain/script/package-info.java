/**
 * The script: a byte stream cut into statements as ClickHouse's own lexer would cut it, each with its place in the file, its identity,
 * its kind and the directives written before it. Nothing here reads a file: bytes are pushed in, statements come out.
 */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.script;
