@org.jspecify.annotations.NullMarked
package io.github.cqr.app.cli;
