package org.steermesh.cli.declaration;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/**
 * One value of a declaration that the command line sets: {@code open_ended.arms[0].vector=humour}.
 *
 * @param text as typed
 * @param steps names of fields and, after them, indices of lists
 * @param value YAML
 */
record Setting(String text, List<String> steps, String value) {

  private static final Pattern FORM =
      Pattern.compile(
          "((?:[A-Za-z_][A-Za-z0-9_]*(?:\\[\\d{1,4}])*)(?:\\.[A-Za-z_][A-Za-z0-9_]*(?:\\[\\d{1,4}])*)*)=(.*)",
          Pattern.DOTALL);
  private static final Pattern STEP = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*|\\[\\d{1,4}]");

  /** Reads {@code PATH=VALUE}. */
  static Setting parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new SteerException(
          ExitCode.USAGE,
          "--set "
              + text
              + ": it must be PATH=VALUE, for example behaviour_sweep.strengths=[-2,2] or"
              + " open_ended.arms[0].vector=humour");
    }
    List<String> steps = new ArrayList<>();
    Matcher step = STEP.matcher(form.group(1));
    while (step.find()) {
      steps.add(step.group());
    }
    return new Setting(text, List.copyOf(steps), form.group(2));
  }

  /** The tree below {@code root} with this value in it. */
  Node applied(Node root) {
    Node set =
        YamlNodes.compose("--set " + String.join(".", steps), value)
            .orElseGet(() -> new ScalarNode(Tag.STR, "", ScalarStyle.PLAIN));
    return applied(root, 0, set);
  }

  private Node applied(Node node, int at, Node set) {
    if (at == steps.size()) {
      return set;
    }
    String step = steps.get(at);
    if (step.startsWith("[")) {
      return inList(node, at, set);
    }
    if (!(node instanceof MappingNode mapping)) {
      throw misplaced("'" + step + "' has no fields above it in the declaration");
    }
    List<NodeTuple> entries = new ArrayList<>();
    boolean found = false;
    for (NodeTuple entry : mapping.getValue()) {
      boolean here = entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals(step);
      found |= here;
      entries.add(
          here
              ? new NodeTuple(entry.getKeyNode(), applied(entry.getValueNode(), at + 1, set))
              : entry);
    }
    if (!found) {
      entries.add(new NodeTuple(key(step, set), applied(empty(set), at + 1, set)));
    }
    return new MappingNode(
        mapping.getTag(),
        true,
        entries,
        FlowStyle.BLOCK,
        mapping.getStartMark(),
        mapping.getEndMark());
  }

  private Node inList(Node node, int at, Node set) {
    int index = Integer.parseInt(steps.get(at).replaceAll("[\\[\\]]", ""));
    if (!(node instanceof SequenceNode list) || index >= list.getValue().size()) {
      int size = node instanceof SequenceNode short_ ? short_.getValue().size() : 0;
      throw misplaced("there is no element " + index + " in a list of " + size);
    }
    List<Node> elements = new ArrayList<>(list.getValue());
    elements.set(index, applied(elements.get(index), at + 1, set));
    return new SequenceNode(
        list.getTag(), true, elements, FlowStyle.BLOCK, list.getStartMark(), list.getEndMark());
  }

  private static Node key(String name, Node set) {
    return new ScalarNode(
        Tag.STR, true, name, ScalarStyle.PLAIN, set.getStartMark(), set.getEndMark());
  }

  private static Node empty(Node set) {
    return new MappingNode(
        Tag.MAP, true, new ArrayList<>(), FlowStyle.BLOCK, set.getStartMark(), set.getEndMark());
  }

  private SteerException misplaced(String why) {
    return new SteerException(ExitCode.USAGE, "--set " + text + ": " + why);
  }
}
