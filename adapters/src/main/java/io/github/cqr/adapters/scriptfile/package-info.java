/** The script on disk: plain, compressed or from standard input, read twice and never held in memory. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.scriptfile;
