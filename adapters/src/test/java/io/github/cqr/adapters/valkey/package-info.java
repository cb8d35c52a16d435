/** Tests of the checkpoints, on a real Valkey. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.valkey;
