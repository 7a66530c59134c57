package org.steermesh.engine.torch;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A TorchScript program made of readable source files. Its methods may be called by several threads
 * at once.
 */
public final class TorchProgram implements AutoCloseable {

  private final PtSymbolBlock block;
  private final int threads;

  private TorchProgram(PtSymbolBlock block, int threads) {
    this.block = block;
    this.threads = threads;
  }

  /**
   * Loads a program from the class path.
   *
   * @param home class whose package holds the sources
   * @param files names of the sources without {@code .py}; the last one holds the module's class,
   *     and is named as the class in lower case
   * @param attributes of the module object: Boolean, Long or Double
   * @param threads intra-op threads of one call; 0 takes the number of cores
   */
  public static TorchProgram load(
      Class<?> home, List<String> files, Map<String, Object> attributes, int threads) {
    String mainName = files.getLast();
    String type = Character.toUpperCase(mainName.charAt(0)) + mainName.substring(1);
    Map<String, String> sources = new LinkedHashMap<>();
    try {
      for (String file : files.subList(0, files.size() - 1)) {
        sources.put(file, read(home, file));
      }
      Map<String, Object> state = new LinkedHashMap<>(attributes);
      state.put("training", false);
      byte[] archive = ScriptArchive.pack(type, read(home, mainName), state, sources);
      PtSymbolBlock block =
          JniUtils.loadModule(
              NativeLibrary.manager(), new ByteArrayInputStream(archive), false, false);
      int cores = Runtime.getRuntime().availableProcessors();
      return new TorchProgram(block, threads == 0 ? cores : threads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Calls a method without gradients.
   *
   * @return its result, to be closed
   */
  public NativeValue call(String method, NativeValue... arguments) {
    NativeLibrary.prepareThread(threads);
    IValue[] values = Arrays.stream(arguments).map(NativeValue::ivalue).toArray(IValue[]::new);
    try {
      return new NativeValue(IValueUtils.runMethod(block, method, values));
    } catch (EngineException e) {
      throw new IllegalStateException("the decoder program failed in " + method, e);
    }
  }

  /**
   * Calls a method with autograd on; its results may be changed and differentiated later. The whole
   * training step belongs in the method. Call it from a platform thread: the mode is thread-local.
   *
   * @return its result, to be closed
   */
  public NativeValue callWithGradients(String method, NativeValue... arguments) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("autograd needs a platform thread");
    }
    JniUtils.setGradMode(true);
    return callForNormalTensors(method, arguments);
  }

  /** Outside inference mode, so that the results may be changed in place and differentiated. */
  NativeValue callForNormalTensors(String method, NativeValue... arguments) {
    NativeLibrary.prepareThread(threads);
    long[] handles =
        Arrays.stream(arguments).mapToLong(value -> value.ivalue().getHandle()).toArray();
    return new NativeValue(AutogradCall.run(block.getHandle(), method, handles));
  }

  @Override
  public void close() {
    block.close();
  }

  private static String read(Class<?> home, String file) throws IOException {
    try (InputStream in = home.getResourceAsStream(file + ".py")) {
      if (in == null) {
        throw new IOException("no resource " + file + ".py beside " + home.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
