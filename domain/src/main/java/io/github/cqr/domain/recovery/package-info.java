/** What became of the attempts of a process that is gone (DESIGN 6, rule 4): judged on proof, and never guessed. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.recovery;
