package org.steermesh.engine.torch;

import ai.djl.pytorch.jni.IValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Runs a method with autograd on. DJL's public route does this for plain tensors only, so this
 * reaches for the native call behind it; the DJL version is pinned.
 */
final class AutogradCall {

  private static final MethodHandle RUN = find();
  private static final MethodHandle WRAP = findConstructor();

  private AutogradCall() {}

  static IValue run(long module, String method, long[] arguments) {
    boolean train = true;
    boolean separateStream = false;
    try {
      long result = (long) RUN.invoke(module, method, arguments, train, separateStream);
      return (IValue) WRAP.invoke(result);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle find() {
    try {
      Class<?> library = Class.forName("ai.djl.pytorch.jni.PyTorchLibrary");
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(library, MethodHandles.lookup());
      MethodType type =
          MethodType.methodType(
              long.class, long.class, String.class, long[].class, boolean.class, boolean.class);
      Object instance = lookup.findStaticGetter(library, "LIB", library).invoke();
      return lookup.findVirtual(library, "moduleRunMethod", type).bindTo(instance);
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static MethodHandle findConstructor() {
    try {
      return MethodHandles.privateLookupIn(IValue.class, MethodHandles.lookup())
          .findConstructor(IValue.class, MethodType.methodType(void.class, long.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
