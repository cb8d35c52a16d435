@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.replay;
