package org.steermesh.generation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairQueueTest {

  private final FairQueue<String> queue = new FairQueue<>();

  @Test
  void whoHasNothingRunningComesBeforeWhoHas() {
    for (int i = 0; i < 4; i++) {
      queue.add("greedy", "greedy " + i);
    }
    assertThat(queue.take()).isEqualTo("greedy 0");
    queue.add("modest", "modest");

    assertThat(queue.take()).isEqualTo("modest");
    assertThat(queue.take()).isEqualTo("greedy 1");
  }

  @Test
  void ofEqualOnesTheLeastServedComesFirstAndANewcomerHasNoCredit() {
    queue.add("a", "a0");
    queue.add("b", "b0");
    assertThat(queue.take()).isEqualTo("a0");
    assertThat(queue.take()).isEqualTo("b0");
    queue.served("a", 100);
    queue.served("b", 10);
    queue.add("a", "a1");
    queue.add("b", "b1");
    assertThat(queue.take()).isEqualTo("b1");

    // As if it had been served as little as the least served one.
    queue.add("c", "c0");
    assertThat(queue.take()).isEqualTo("c0");
  }

  @Test
  void aFullQueueMakesRoomForWhoHasFewerWaiting() {
    queue.add("greedy", "first");
    queue.add("greedy", "second");
    queue.add("modest", "other");

    assertThat(queue.displacedBy("newcomer", 1)).containsExactly("second");
    assertThat(queue.displacedBy("newcomer", 1)).isEmpty();
    assertThat(queue.all()).containsExactlyInAnyOrder("first", "other");
  }

  @Test
  void severalGiveWayOnlyWhereThatMakesRoomForAll() {
    FairQueue<Integer> queue = new FairQueue<>();
    for (int i = 0; i < 4; i++) {
      queue.add("many", i);
      queue.add("few", 10 + i / 3);
    }
    queue.remove("few", 10);
    assertThat(queue.displacedBy("newcomer", 3)).isEmpty();
    assertThat(queue.size()).isEqualTo(5);
    assertThat(queue.displacedBy("newcomer", 2)).containsExactly(3, 2);
    assertThat(queue.size()).isEqualTo(3);
  }

  @Test
  void everyItemLeavesOnceAndThoseOfACallerInTheirOrder() {
    Random random = new Random(5);
    Map<String, Integer> added = new HashMap<>();
    Map<String, Integer> next = new HashMap<>();
    List<String> running = new ArrayList<>();
    int items = 0;
    for (int i = 0; i < 3000; i++) {
      String caller = "c" + random.nextInt(5);
      switch (random.nextInt(3)) {
        case 0 -> {
          int number = added.merge(caller, 1, Integer::sum) - 1;
          queue.add(caller, caller + " " + number);
          items++;
        }
        case 1 -> {
          if (queue.peek().isPresent()) {
            Optional<String> turn = queue.peek();
            String item = queue.take();
            assertThat(turn).contains(item);
            String owner = item.substring(0, item.indexOf(' '));
            assertThat(item).isEqualTo(owner + " " + next.getOrDefault(owner, 0));
            next.merge(owner, 1, Integer::sum);
            running.add(owner);
            items--;
          }
        }
        default -> {
          if (!running.isEmpty()) {
            queue.ended(running.remove(random.nextInt(running.size())));
          }
        }
      }
      assertThat(queue.size()).isEqualTo(items);
    }
  }
}
