/** The packaged program as a process, against real servers: what a user and an operating system see of it. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.app.process;
