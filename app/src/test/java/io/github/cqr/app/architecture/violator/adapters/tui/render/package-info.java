@org.jspecify.annotations.NullMarked
package io.github.cqr.app.architecture.violator.adapters.tui.render;
