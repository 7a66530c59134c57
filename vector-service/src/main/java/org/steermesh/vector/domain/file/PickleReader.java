package org.steermesh.vector.domain.file;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.file.Pickled.Dictionary;
import org.steermesh.vector.domain.file.Pickled.Known;
import org.steermesh.vector.domain.file.Pickled.Listed;
import org.steermesh.vector.domain.file.Pickled.Scalar;
import org.steermesh.vector.domain.file.Pickled.Storage;
import org.steermesh.vector.domain.file.Pickled.TensorOf;
import org.steermesh.vector.domain.file.Pickled.Text;
import org.steermesh.vector.domain.file.Pickled.Tuple;
import org.steermesh.vector.domain.file.Pickled.Whole;

/**
 * Reads the pickle of a saved tensor, without being a pickle machine: it knows the opcodes that
 * {@code torch.save} uses for tensors and their containers, and the handful of names that belong to
 * them. Another name, another opcode, or a call of anything but the rebuilding of a tensor, is
 * refused; nothing is looked up by name and nothing is called.
 */
final class PickleReader {

  private static final VectorFileFormat FORMAT = VectorFileFormat.TORCH;
  private static final int LONGEST_TEXT = 1024;
  private static final int LONGEST_LINE = 128;
  private static final int MOST_ITEMS = 1 << 16;
  private static final String REBUILD = "torch._utils _rebuild_tensor_v2";
  private static final String REBUILD_PARAMETER = "torch._utils _rebuild_parameter";
  private static final String ORDERED = "collections OrderedDict";

  private final ByteCursor in;
  private final Map<Integer, Pickled> memo = new HashMap<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final List<Pickled> stack = new ArrayList<>();

  private PickleReader(ByteBuffer pickle) {
    this.in = new ByteCursor(FORMAT, pickle);
  }

  static Pickled read(ByteBuffer pickle) {
    PickleReader reader = new PickleReader(pickle);
    int opcode = reader.in.u8();
    while (opcode != '.') {
      reader.step(opcode);
      if (reader.stack.size() > MOST_ITEMS || reader.memo.size() > MOST_ITEMS) {
        throw refuse("it holds more than " + MOST_ITEMS + " things");
      }
      opcode = reader.in.u8();
    }
    return reader.pop();
  }

  private void step(int opcode) {
    switch (opcode) {
      case 0x80 -> checkProtocol(in.u8());
      case 0x95 -> in.skip(Long.BYTES);
      case '(' -> marks.push(stack.size());
      case '0' -> pop();
      case '}' -> push(new Dictionary(new LinkedHashMap<>()));
      case ']' -> push(new Listed(new ArrayList<>()));
      case ')' -> push(new Tuple(List.of()));
      case 't' -> push(new Tuple(List.copyOf(popMarked())));
      case 0x85, 0x86, 0x87 -> push(new Tuple(List.copyOf(popLast(opcode - 0x84))));
      case 'N', 0x88, 0x89 -> push(new Scalar());
      case 'G' -> {
        in.skip(Double.BYTES);
        push(new Scalar());
      }
      case 'J' -> push(new Whole(in.i32()));
      case 'K' -> push(new Whole(in.u8()));
      case 'M' -> push(new Whole(in.u16()));
      case 0x8a -> push(longNumber());
      case 'X' -> push(new Text(in.text(in.u32(), LONGEST_TEXT)));
      case 0x8c -> push(new Text(in.text(in.u8(), LONGEST_TEXT)));
      case 'c' -> push(known(line() + " " + line()));
      case 0x93 -> stackGlobal();
      case 'Q' -> push(storage(pop()));
      case 'R' -> reduce();
      default -> fillOrRemember(opcode);
    }
  }

  private void fillOrRemember(int opcode) {
    switch (opcode) {
      case 'q' -> memo.put(in.u8(), top());
      case 'r' -> memo.put(in.i32(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> push(remembered(in.u8()));
      case 'j' -> push(remembered(in.i32()));
      case 'a' -> list(1).items().addAll(popLast(1));
      case 'e' -> {
        List<Pickled> items = popMarked();
        list(0).items().addAll(items);
      }
      case 's' -> {
        List<Pickled> items = popLast(2);
        put(items);
      }
      case 'u' -> put(popMarked());
      default ->
          throw refuse("its pickle has the opcode 0x%02x, which no tensor needs".formatted(opcode));
    }
  }

  private static void checkProtocol(int protocol) {
    if (protocol < 2 || protocol > 5) {
      throw refuse("its pickle has protocol " + protocol);
    }
  }

  private void push(Pickled value) {
    stack.add(value);
  }

  private Pickled top() {
    if (stack.isEmpty()) {
      throw refuse("its pickle takes from an empty stack");
    }
    return stack.getLast();
  }

  private Pickled pop() {
    Pickled value = top();
    stack.removeLast();
    return value;
  }

  private List<Pickled> popLast(int count) {
    int from = stack.size() - count;
    if (from < 0) {
      throw refuse("its pickle takes from an empty stack");
    }
    List<Pickled> tail = stack.subList(from, stack.size());
    List<Pickled> taken = new ArrayList<>(tail);
    tail.clear();
    return taken;
  }

  private List<Pickled> popMarked() {
    if (marks.isEmpty() || marks.peek() > stack.size()) {
      throw refuse("its pickle takes up to a mark that is not there");
    }
    return popLast(stack.size() - marks.pop());
  }

  /** The list below so many values. */
  private Listed list(int above) {
    int at = stack.size() - 1 - above;
    if (at < 0 || !(stack.get(at) instanceof Listed list)) {
      throw refuse("its pickle fills what is no list");
    }
    return list;
  }

  private void put(List<Pickled> items) {
    if (!(top() instanceof Dictionary dictionary) || items.size() % 2 != 0) {
      throw refuse("its pickle fills what is no dictionary");
    }
    for (int i = 0; i < items.size(); i += 2) {
      String key =
          switch (items.get(i)) {
            case Text text -> text.value();
            case Whole whole -> Long.toString(whole.value());
            default -> throw refuse("a dictionary has a key that is neither text nor number");
          };
      if (dictionary.items().put(key, items.get(i + 1)) != null) {
        throw refuse("a dictionary has a key twice");
      }
    }
  }

  private Pickled remembered(int index) {
    Pickled value = memo.get(index);
    if (value == null) {
      throw refuse("its pickle refers to what is not there");
    }
    return value;
  }

  private Whole longNumber() {
    int length = in.u8();
    if (length > Long.BYTES) {
      throw refuse("its pickle has a number of " + length + " bytes");
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (long) in.u8() << (8 * i);
    }
    int unused = 8 * (Long.BYTES - length);
    return new Whole(length == 0 ? 0 : value << unused >> unused);
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    int next = in.u8();
    while (next != '\n') {
      if (line.length() == LONGEST_LINE || next < ' ' || next > '~') {
        throw refuse("its pickle names something oddly");
      }
      line.append((char) next);
      next = in.u8();
    }
    return line.toString();
  }

  private void stackGlobal() {
    if (pop() instanceof Text name && pop() instanceof Text module) {
      push(known(module.value() + " " + name.value()));
      return;
    }
    throw refuse("its pickle names something oddly");
  }

  private static Known known(String name) {
    boolean storage = name.startsWith("torch ") && NumberForm.ofStorage(name.substring(6)) != null;
    if (storage || name.equals(REBUILD) || name.equals(REBUILD_PARAMETER) || name.equals(ORDERED)) {
      return new Known(name);
    }
    throw refuse(
        "its pickle names %s, which is no part of a tensor of floats: it is not run"
            .formatted(org.steermesh.vector.domain.Quoted.of(name)));
  }

  private static Storage storage(Pickled id) {
    if (id instanceof Tuple(List<Pickled> parts)
        && parts.size() == 5
        && parts.get(0) instanceof Text(String kind)
        && kind.equals("storage")
        && parts.get(1) instanceof Known(String type)
        && type.startsWith("torch ")
        && parts.get(2) instanceof Text(String key)
        && parts.get(4) instanceof Whole(long count)) {
      return new Storage(type.substring("torch ".length()), key, count);
    }
    throw refuse("its pickle refers to something that is no storage of floats");
  }

  private void reduce() {
    Pickled arguments = pop();
    Pickled called = pop();
    if (!(called instanceof Known(String name)) || !(arguments instanceof Tuple(var given))) {
      throw refuse("its pickle calls something");
    }
    switch (name) {
      case REBUILD -> push(tensor(given));
      case REBUILD_PARAMETER -> {
        if (given.isEmpty() || !(given.getFirst() instanceof TensorOf tensor)) {
          throw refuse("a parameter is no tensor");
        }
        push(tensor);
      }
      case ORDERED -> {
        if (!given.isEmpty()) {
          throw refuse("a dictionary is made of something");
        }
        push(new Dictionary(new LinkedHashMap<>()));
      }
      default -> throw refuse("its pickle calls something");
    }
  }

  private static TensorOf tensor(List<Pickled> given) {
    if (given.size() >= 4
        && given.get(0) instanceof Storage storage
        && given.get(1) instanceof Whole(long offset)
        && given.get(2) instanceof Tuple(List<Pickled> sizes)
        && given.get(3) instanceof Tuple(List<Pickled> steps)
        && sizes.size() == steps.size()) {
      int[] shape =
          sizes.stream()
              .mapToLong(PickleReader::whole)
              .mapToInt(size -> Shapes.size(FORMAT, size))
              .toArray();
      return new TensorOf(
          storage, offset, shape, steps.stream().mapToLong(PickleReader::whole).toArray());
    }
    throw refuse("a tensor is rebuilt of something else than a storage and a shape");
  }

  private static long whole(Pickled value) {
    if (value instanceof Whole(long number) && number >= 0) {
      return number;
    }
    throw refuse("a tensor's shape is no list of numbers");
  }

  private static SteermeshException refuse(String why) {
    return InvalidFile.because(FORMAT, why);
  }
}
