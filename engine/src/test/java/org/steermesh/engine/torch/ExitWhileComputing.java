package org.steermesh.engine.torch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.steermesh.engine.bench.Bench;

/** A process that ends with code 3 while a thread of its own is inside the native library. */
final class ExitWhileComputing {

  private static final int BF16 = 15;

  private ExitWhileComputing() {}

  public static void main(String[] args) throws InterruptedException {
    TorchProgram program =
        TorchProgram.load(List.of(new ScriptSource(Bench.class, "floors")), Map.of(), 0);
    NativeValue square =
        program.call(
            "numbers",
            NativeValue.of(2048),
            NativeValue.of(2048),
            NativeValue.of(BF16),
            NativeValue.of(false));
    CountDownLatch computing = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (true) {
            program.call("square", square).close();
            computing.countDown();
          }
        });
    computing.await();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook ran")));
    System.exit(3);
  }
}
