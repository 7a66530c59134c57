package org.steermesh.engine.decoder;

import java.nio.file.Path;
import java.util.*;
import org.junit.jupiter.api.Test;
import org.steermesh.engine.checkpoint.*;

class SmokeTest {
  @Test
  void base() throws Exception {
    for (String c : List.of("llama3-f32", "llama3-tied-bf16-sharded")) {
      Path dir = Path.of("src/test/resources/golden/" + c);
      Map<String, float[]> ref = TensorFile.read(dir.resolve("ref/run_base.safetensors"));
      var mapper = new com.fasterxml.jackson.databind.ObjectMapper();
      var runs = mapper.readTree(dir.resolve("ref/runs.json").toFile());
      int[] ids = mapper.convertValue(runs.get("prompt"), int[].class);
      try (Checkpoint cp = Checkpoint.open(dir.resolve("model"));
          Decoder d = Decoder.load(cp, 0)) {
        System.out.println(cp.weightsDigest() + " " + cp.storageDtype() + " " + cp.parameters());
        long[] rows = java.util.stream.LongStream.range(0, ids.length).toArray();
        List<Tap> taps = new ArrayList<>();
        for (int b = 0; b < 4; b++) for (Point p : Point.values()) taps.add(Tap.read(b, p, rows));
        try (KeyValueCache cache = d.newScratch(1, ids.length);
            PassResult r =
                d.run(new Window(new int[][] {ids}, new int[1], false), cache, taps, 4, rows)) {
          double worst = 0;
          for (int i = 0; i < taps.size(); i++) {
            String n =
                taps.get(i).point().name().toLowerCase(Locale.ROOT) + "." + taps.get(i).block();
            double e = err(r.taps().get(i), ref.get(n));
            worst = Math.max(worst, e);
            if (e > 1e-5) System.out.println(n + " " + e);
          }
          System.out.println(
              "worst "
                  + worst
                  + " final_norm "
                  + err(r.normed().toFloats(), ref.get("final_norm")));
          System.out.println("logits " + err(d.logits(r.normed()), ref.get("logits")));
        }
        long t0 = System.nanoTime();
        for (int k = 0; k < 500; k++)
          try (KeyValueCache cache = d.newScratch(1, ids.length);
              PassResult r =
                  d.run(
                      new Window(new int[][] {{5}}, new int[1], false),
                      cache,
                      List.of(),
                      4,
                      new long[] {0})) {
            d.logits(r.normed());
          }
        System.out.println("us/step " + (System.nanoTime() - t0) / 500e3);
      }
      System.out.println("live " + org.steermesh.engine.torch.NativeLibrary.liveValues());
    }
  }

  static double err(float[] a, float[] b) {
    if (a.length != b.length) throw new IllegalStateException(a.length + " " + b.length);
    double m = 0, s = 0;
    for (int i = 0; i < a.length; i++) {
      m = Math.max(m, Math.abs((double) a[i] - b[i]));
      s += (double) b[i] * b[i];
    }
    return m / Math.sqrt(s / b.length);
  }
}
