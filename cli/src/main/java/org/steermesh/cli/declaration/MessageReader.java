package org.steermesh.cli.declaration;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.NodeType;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.steermesh.eval.v1.TruthItem;

/**
 * YAML nodes as any message of the contracts: a key is a field's name as in the proto file, or as
 * in its JSON form. Everything wrong is noted, with its place.
 */
final class MessageReader {

  /** Aliases may repeat what is large; this bounds what comes of them. */
  private static final int MOST_NODES = 100_000;

  private static final int DEEPEST = 32;

  private final Includes includes;
  private final Problems problems;
  private int nodes;
  private int depth;

  MessageReader(Includes includes, Problems problems) {
    this.includes = includes;
    this.problems = problems;
  }

  /** Fills {@code message} from {@code node}. */
  void read(Node node, Message.Builder message) {
    if (node instanceof MappingNode mapping) {
      if (enter(node)) {
        mapping.getValue().forEach(entry -> readEntry(entry, message));
        depth--;
      }
    } else {
      problems.add(node, "fields of " + name(message) + " are needed here: " + known(message));
    }
  }

  private boolean enter(Node node) {
    nodes++;
    if (nodes > MOST_NODES || depth >= DEEPEST) {
      if (nodes <= MOST_NODES + 1) {
        problems.add(node, "the declaration grows too large, or too deep, by its aliases");
        nodes = MOST_NODES + 1;
      }
      return false;
    }
    depth++;
    return true;
  }

  private void readEntry(NodeTuple entry, Message.Builder message) {
    if (!(entry.getKeyNode() instanceof ScalarNode key)) {
      problems.add(entry.getKeyNode(), "a field's name is needed here");
      return;
    }
    Map<String, FieldDescriptor> fields = fields(message.getDescriptorForType());
    FieldDescriptor field = fields.get(key.getValue());
    if (field == null) {
      String nearest =
          NearestName.to(key.getValue(), fields.keySet())
              .map(name -> "did you mean '" + name + "'?")
              .orElseGet(() -> "known are " + known(message));
      problems.add(key, name(message) + " has no field '" + key.getValue() + "'; " + nearest);
      return;
    }
    OneofDescriptor choice = field.getRealContainingOneof();
    FieldDescriptor chosen = choice == null ? null : message.getOneofFieldDescriptor(choice);
    if (chosen != null) {
      problems.add(
          key, "only one of '" + chosen.getName() + "' and '" + field.getName() + "' may be given");
      return;
    }
    readField(entry.getValueNode(), field, message);
  }

  private void readField(Node node, FieldDescriptor field, Message.Builder message) {
    if (field.isRepeated()) {
      readList(node, field, message);
    } else {
      single(node, field, message).ifPresent(value -> message.setField(field, value));
    }
  }

  private void readList(Node node, FieldDescriptor field, Message.Builder message) {
    if (node instanceof SequenceNode sequence) {
      if (enter(node)) {
        for (Node element : sequence.getValue()) {
          if (isTagged(element, field)) {
            readTexts((ScalarNode) element, field, message);
          } else {
            single(element, field, message)
                .ifPresent(value -> message.addRepeatedField(field, value));
          }
        }
        depth--;
      }
    } else if (isTagged(node, field)) {
      readTexts((ScalarNode) node, field, message);
    } else if (node instanceof ScalarNode scalar && isTruth(scalar, field)) {
      readTruth(scalar, field, message);
    } else {
      problems.add(
          node, "'" + field.getName() + "' is a list: write [..], or a line for each with -");
    }
  }

  private static boolean isTagged(Node node, FieldDescriptor field) {
    return node.getNodeType() == NodeType.SCALAR
        && field.getJavaType() == FieldDescriptor.JavaType.STRING
        && Includes.isList(node.getTag().getValue());
  }

  private void readTexts(ScalarNode node, FieldDescriptor field, Message.Builder message) {
    try {
      List<String> texts = includes.texts(node.getTag().getValue(), node.getValue());
      texts.forEach(text -> message.addRepeatedField(field, text));
    } catch (IllegalArgumentException e) {
      problems.add(node, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isTruth(ScalarNode node, FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && field.getMessageType().equals(TruthItem.getDescriptor())
        && Includes.isTruth(node.getTag().getValue());
  }

  private void readTruth(ScalarNode node, FieldDescriptor field, Message.Builder message) {
    try {
      includes.truth(node.getValue()).forEach(item -> message.addRepeatedField(field, item));
    } catch (IllegalArgumentException e) {
      problems.add(node, String.valueOf(e.getMessage()));
    }
  }

  private Optional<Object> single(Node node, FieldDescriptor field, Message.Builder message) {
    boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    if (isMessage && !(node instanceof ScalarNode && Scalars.shorthand(field).isPresent())) {
      Message.Builder inner = message.newBuilderForField(field);
      read(node, inner);
      return Optional.of(inner.buildPartial());
    }
    if (!(node instanceof ScalarNode scalar)) {
      problems.add(node, "'" + field.getName() + "' is one value, not a list or fields");
      return Optional.empty();
    }
    nodes++;
    try {
      return Optional.of(Scalars.value(field, text(scalar, field)));
    } catch (IllegalArgumentException e) {
      problems.add(node, "'" + field.getName() + "': " + e.getMessage());
      return Optional.empty();
    }
  }

  private String text(ScalarNode node, FieldDescriptor field) {
    String tag = node.getTag().getValue();
    if (Includes.isText(tag)) {
      return includes.text(node.getValue());
    }
    if (tag.startsWith("!")) {
      throw new IllegalArgumentException(
          "the tag "
              + tag
              + " is not known here; known are !file, and for lists !lines, !questions and"
              + " !truthfulqa");
    }
    if (node.getTag().equals(Tag.NULL) && field.getJavaType() != FieldDescriptor.JavaType.STRING) {
      throw new IllegalArgumentException("a value is missing");
    }
    return node.getTag().equals(Tag.NULL) ? "" : node.getValue();
  }

  private static Map<String, FieldDescriptor> fields(Descriptor type) {
    Map<String, FieldDescriptor> fields = new TreeMap<>();
    for (FieldDescriptor field : type.getFields()) {
      fields.put(field.getName(), field);
      fields.put(field.getJsonName(), field);
    }
    return fields;
  }

  private static String known(Message.Builder message) {
    return String.join(
        ", ",
        message.getDescriptorForType().getFields().stream().map(FieldDescriptor::getName).toList());
  }

  private static String name(Message.Builder message) {
    return message.getDescriptorForType().getName();
  }
}
