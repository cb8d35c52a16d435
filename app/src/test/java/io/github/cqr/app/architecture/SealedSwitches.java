package io.github.cqr.app.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds switches over events or failures that have a {@code default}. The compiler gives a pattern switch without one a branch that throws
 * {@link MatchException}; a switch with a default has none, so a method with fewer such branches than switches has a default somewhere.
 */
final class SealedSwitches {
    private static final String EVENTS = "io/github/cqr/domain/event/RunEvent";
    private static final String FAILURES = "io/github/cqr/domain/failure/Failure";

    private SealedSwitches() {}

    /** The methods, as {@code class.method}. */
    static List<String> withDefault(JavaClasses classes) {
        List<String> found = new ArrayList<>();
        for (JavaClass c : classes) {
            ClassModel model = ClassFile.of().parse(bytes(c));
            for (MethodModel method : model.methods()) {
                if (hasDefault(method)) {
                    found.add(c.getName() + "." + method.methodName().stringValue());
                }
            }
        }
        return found;
    }

    private static boolean hasDefault(MethodModel method) {
        long switches = method.code().stream().flatMap(code -> code.elementStream())
                .filter(e -> e instanceof InvokeDynamicInstruction i && i.name().stringValue().equals("typeSwitch")
                        && i.bootstrapArgs().stream().anyMatch(SealedSwitches::isEventOrFailure))
                .count();
        long exhaustive = method.code().stream().flatMap(code -> code.elementStream()).filter(
                e -> e instanceof NewObjectInstruction n
                        && n.className().asInternalName().equals("java/lang/MatchException"))
                .count();
        return exhaustive < switches;
    }

    private static boolean isEventOrFailure(Object label) {
        return label instanceof ClassDesc type
                && (type.descriptorString().startsWith("L" + EVENTS)
                        || type.descriptorString().startsWith("L" + FAILURES));
    }

    private static byte[] bytes(JavaClass c) {
        String resource = "/" + c.getName().replace('.', '/') + ".class";
        try (InputStream in = SealedSwitches.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no class file for " + c.getName());
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
