// OpenAI's own client against a running mesh. Arguments: base URL, the model's name, the name of a vector.
import OpenAI from 'openai';

const [baseURL, model, vector] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 });
const greedy = { temperature: 0, seed: 7, max_completion_tokens: 8 };
const messages = [{ role: 'user', content: 'Hello' }];
const prompt = 'The first letters of the alphabet are a, b, c and d, and then there are some more of them.';
const steering = { interventions: [{ vector: { name: `${vector}@live` }, strength: 2 }] };

const models = [];
for await (const each of client.models.list()) models.push(each.id);

const plain = await client.chat.completions.create({ model, messages, ...greedy });
const steered = await client.chat.completions.create({ model, messages, ...greedy, steering });
const byName = await client.chat.completions.create({ model: `${model}+${vector}@live:2`, messages, ...greedy });

const streamed = { text: '', finish: null, usage: null, receipts: 0 };
const stream = await client.chat.completions.create(
  { model, messages, ...greedy, steering, stream: true, stream_options: { include_usage: true } });
for await (const chunk of stream) {
  streamed.text += chunk.choices[0]?.delta.content ?? '';
  streamed.finish ??= chunk.choices[0]?.finish_reason ?? null;
  streamed.usage ??= chunk.usage;
  streamed.receipts += chunk.steering?.texts.length ?? 0;
}

const completion = () => client.completions.create({ model, prompt, temperature: 0, max_tokens: 3, logprobs: 2 });
const first = await completion();
const second = await completion();

// A reader who leaves in the middle.
const left = await client.completions.create({ model, prompt, max_tokens: 300, stream: true, ignore_eos: true });
for await (const _ of left) break;

const refused = (body) => client.chat.completions.create({ model, messages, ...greedy, ...body })
  .then(() => 'answered', (error) => [error.constructor.name, error.status, error.code, error.param]);
const text = (answer) => answer.choices[0].message.content;

console.log(JSON.stringify({
  models,
  same: [text(steered) === text(byName), streamed.text === text(steered)],
  different: text(plain) !== text(steered),
  finish: [plain.choices[0].finish_reason, streamed.finish],
  usage: [streamed.usage.completion_tokens, steered.usage.completion_tokens],
  receipts: [plain, steered, byName].map((answer) => answer.steering.texts[0].receipt.entries.length).concat(streamed.receipts),
  version: steered.steering.texts[0].receipt.entries[0].version,
  completion: [first.choices[0].text === second.choices[0].text, first.choices[0].logprobs.tokens.length],
  cached: [first, second].map((answer) => answer.usage.prompt_tokens_details.cached_tokens > 0),
  refusals: [
    await refused({ model: `${model}+no-such-vector:1` }),
    await refused({ model: 'other-model' }),
    await refused({ model: `${model}+${vector}:1000000` }),
    await refused({ steering: { interventions: [{ vector: { name: vector }, gate: { vector: { name: vector }, feature: 1 } }] } }),
    await refused({ steering: { interventions: [{ vector: { inline: { values: { dtype: 'DTYPE_F32', shape: ['2'], data: 'AACAPwAAgD8=' } } } }] } }),
    await refused({ top_p: 7 }),
    await refused({ tools: [{ type: 'function', function: { name: 'f' } }] }),
  ],
}));
