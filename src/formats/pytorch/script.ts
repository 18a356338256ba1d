import type { Model } from '../../protocol/model';
import modelFile from './model_file.py';
import { describeNetwork, networkClass } from './network-class';
import optimizer from './optimizer.py';
import { pythonString } from './python-string';
import safe_output from './safe_output.py';
import sampling from './sampling.py';
import template from './template.py';

/** What stands at `# <name>` in the template. */
const PARTS: Record<string, string> = { safe_output, sampling, model_file: modelFile, optimizer };

/**
 * A Python script of the same model in PyTorch: loads the weights, evaluates, samples, trains on (on several processes through torchrun) and writes
 * a safetensors file back.
 * @param names of the script and of the model file beside it
 */
export function pytorchScript({ configuration, vocabulary }: Model, names: { script: string; model: string }): string {
  const title = `A character model made by Unroll, in PyTorch: ${describeNetwork(configuration)}, ${configuration.layers} x ${configuration.hidden} hidden units, ${vocabulary.length} characters.`;
  const result = names.model.replace(/(\.safetensors)?$/, '-trained.safetensors');
  const words: Record<string, string> = { title, script: names.script, result };
  // File names come from outside: nothing of them ends the Python text that they stand in.
  const plain = (text: string) => pythonString(text).slice(1, -1);
  const filled = template
    .replace(/# <(sampling|safe_output|model_file|optimizer)>/g, (_, part: string) => PARTS[part]!.trimEnd())
    .replace(/<(title|script|result)>/g, (_, word: string) => plain(words[word]!))
    .replace('<model>', () => pythonString(names.model));
  return filled.replace(/# <network>[\s\S]*# <\/network>/, () => `\n${networkClass(configuration, vocabulary.length)}`);
}
