@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.report;
