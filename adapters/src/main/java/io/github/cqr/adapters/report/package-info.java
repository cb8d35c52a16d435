/** Writes what is to be said of a run that is over: for people, for programs, for build servers and for trace viewers. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.report;
