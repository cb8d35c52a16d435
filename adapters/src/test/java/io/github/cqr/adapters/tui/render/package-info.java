/** Pictures of the screen, compared with files. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.tui.render;
