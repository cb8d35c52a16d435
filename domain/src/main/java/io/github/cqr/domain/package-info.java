/** The pure core: statements, the run, its events and views. It depends on the JDK alone and does no I/O. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain;
