/** The outside of the hexagon: one package an adapter. Adapters know the domain and their own library; they never meet each other. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters;
