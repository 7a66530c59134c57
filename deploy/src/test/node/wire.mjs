// A client in another language: speaks to a running mesh from the .proto files alone.
// Arguments: folder of the .proto files, ports of activation, vector, generation and eval.
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [protos, ...ports] = process.argv.slice(2);
const [activation, vector, generation, evaluation] = ports.map((port) => `127.0.0.1:${port}`);
const files = ['activation/v1/activation_service', 'vector/v1/vector_service', 'generation/v1/generation_service',
  'eval/v1/eval_service'].map((name) => `steermesh/${name}.proto`).concat('health.proto', 'reflection.proto');
const definition = loader.loadSync(files, { includeDirs: protos.split(','), longs: Number, enums: String, oneofs: true, defaults: true, keepCase: true });
const loaded = grpc.loadPackageDefinition(definition);
const mesh = loaded.steermesh;
const open = grpc.credentials.createInsecure();
const clients = {
  activation: new mesh.activation.v1.ActivationService(activation, open),
  vector: new mesh.vector.v1.VectorService(vector, open),
  generation: new mesh.generation.v1.GenerationService(generation, open),
  evaluation: new mesh.eval.v1.EvalService(evaluation, open),
};
const deadline = () => ({ deadline: Date.now() + 60_000 });
const unary = (client, method, request) => new Promise((done, failed) =>
  client[method](request, new grpc.Metadata(), deadline(), (error, answer) => (error ? failed(error) : done(answer))));
const all = (stream) => new Promise((done, failed) => {
  const messages = [];
  stream.on('data', (message) => messages.push(message)).on('error', failed).on('end', () => done(messages));
});

// Health of every service by its name, and its own description of itself.
const describe = async (address, service) => {
  const { status } = await unary(new loaded.grpc.health.v1.Health(address, open), 'Check', { service });
  const info = new loaded.grpc.reflection.v1.ServerReflection(address, open)
    .ServerReflectionInfo(new grpc.Metadata(), deadline());
  const answers = all(info);
  info.write({ file_containing_symbol: service });
  info.end();
  const files = (await answers)[0].file_descriptor_response.file_descriptor_proto;
  return [status, files.some((file) => file.includes(service.split('.').at(-1)))];
};
const described = await Promise.all([
  describe(activation, 'steermesh.activation.v1.ActivationService'),
  describe(vector, 'steermesh.vector.v1.VectorService'),
  describe(generation, 'steermesh.generation.v1.GenerationService'),
  describe(evaluation, 'steermesh.eval.v1.EvalService'),
]);

const model = await unary(clients.activation, 'GetModel', {});
const input = { prompt: { text: { text: 'Hello' } }, completion: '' };

const capture = clients.activation.CaptureActivations(new grpc.Metadata(), deadline());
const captured = all(capture);
capture.write({ header: { sites: [{ block: 0 }, { block: 1 }], positions: { rule: 'POSITION_RULE_LAST_OF_INPUT' } } });
capture.write({ example: { id: 'one', input } });
capture.end();

const events = await all(clients.generation.Generate(
  { input, sampling: { temperature: 0, max_tokens: 4 } }, new grpc.Metadata(), deadline()));
const tokens = events.filter((event) => event.token).map((event) => event.token.id);

const refusal = await unary(clients.generation, 'Score', {
  input,
  continuations: [{ text: 'x' }],
  interventions: [{ vector: { name: 'vectors/no-such-vector' } }],
}).then(() => ({}), (error) => error);

console.log(JSON.stringify({
  described,
  width: model.width,
  captured: (await captured).map((row) => [row.example_id, row.site.block, row.activations.data.length]),
  tokens,
  summary: events.at(-1).summary.generated_token_count,
  refusal: { code: grpc.status[refusal.code], details: refusal.metadata?.get('grpc-status-details-bin').length },
  vectors: (await unary(clients.vector, 'ListVectors', {})).vectors.length,
  evaluations: (await unary(clients.evaluation, 'ListEvaluations', {})).evaluations.length,
}));
