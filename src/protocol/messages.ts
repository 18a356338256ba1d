/** English text of every message for people that the rooms below can raise; {0}, {1} are arguments. Kept sorted by id. */
export const MESSAGES = {
  'training.failed': 'Training failed: {0}. The last checkpoint is kept; the details are in the Unroll log.',
  'configuration.object': 'The configuration must be an object of named options.',
  'model.format': 'This file is not an Unroll model. Choose a .safetensors file that Unroll wrote.',
  'note.sequenceLength': 'The text is short: the sequence length is {0} and the batch size {1}.',
  'note.validation': 'The text is too short for a validation part: everything trains, and the loss only tells how well it is memorised.',
  'resume.text': 'A run can only go on with the text that it was started on. Use the same text, or start from its weights instead.',
  'safetensors.invalid': 'The file is not a valid safetensors file: {0}.',
  'model.vocabulary': 'The vocabulary of this model is damaged: it must be a list of different single characters. Use another model or train again.',
  'text.binary': 'The text holds a NUL character: it looks like a binary file. Choose a text file.',
  'text.encoding': 'The file is not valid UTF-8. Save it as UTF-8 and try again.',
  'model.tensor': 'The model lacks the tensor "{0}" of shape {1}: it does not belong to this configuration. Train again or choose another model.',
  'network.memory':
    'This network needs {0} MB of memory and {1} MB may be used: choose fewer hidden units, layers or streams, or a shorter sequence.',
  'configuration.range': '{0} must be {1}, not {2}.',
  'text.empty': 'The text is empty: there is nothing to learn. Write something first.',
  'text.single': 'The text has a single character: there is nothing to predict. Write at least two.',
} as const;
