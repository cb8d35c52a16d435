/** Tests of what is believed about attempts of a process that is gone. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.recovery;
